import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient
from tests.web.ada import RUN, person
from tests.web.samples import PROFILES, WEIGHTS, SampleScores, hostile

from openclout.scoring.methods import METHODS
from openclout.vocabulary.addresses import address
from openclout.vocabulary.records import Summary
from openclout.web import create_app
from openclout.web.answers import POLICY

PAGES = (
    "/",
    "/how",
    "/how/validity",
    "/search?q=twins",
    "/search?q=nobody-at-all",
    "/nowhere",
    *(address(found.summary.name) for found in PROFILES.values()),
    *(address(found.summary.name) + "/why" for found in PROFILES.values()),
    *(address(found.summary.name) + "/methods" for found in PROFILES.values()),
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_skip_link_and_safe_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {200, 404}
    assert answer.text.count("<h1") == 1
    assert answer.text.lstrip().startswith("<!doctype html>")
    assert 'href="#main"' in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in answer.headers
    assert " style=" not in answer.text
    assert "<style" not in answer.text


@pytest.mark.parametrize(
    "path", ["/healthz", "/robots.txt", "/@ada.json", "/search?q=ada", "/static/x/y.css", "/@nobody.json"]
)
def test_other_answers_have_safe_headers_too(client: TestClient, path: str) -> None:
    assert client.get(path).headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("path", PAGES)
def test_no_link_is_dead(client: TestClient, path: str) -> None:
    text = client.get(path).text
    for found in set(re.findall(r'(?:href|src)="([^"]*)"', text)):
        href = unescape(found)
        if href.startswith("#"):
            assert f'id="{href[1:]}"' in text, href
        elif href.startswith("/"):
            path_only, _, anchor = href.partition("#")
            answer = client.get(path_only)
            assert answer.status_code == 200, href
            assert not anchor or f'id="{anchor}"' in answer.text
        else:
            assert href.startswith("https://"), href


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique(client: TestClient, path: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', client.get(path).text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("tail", ["", "/why"])
def test_hostile_text_is_only_text(client: TestClient, tail: str) -> None:
    text = client.get(address(hostile().summary.name) + tail).text
    assert text.count("<script") == 1
    assert "javascript:" not in text
    assert "data:text" not in text
    assert "{{ 7 * 7 }}" in text
    assert "onclick" not in text


def test_a_profile_shows_score_range_standing_and_changes(client: TestClient) -> None:
    text = client.get("/@ada").text
    assert "Score 72.31 out of 100, likely between 68.2 and 75.9." in text
    assert f"<strong>98%</strong> of {RUN.numbered:,} people with a score" in text
    assert text.count("real change") == 2
    assert text.count("within noise") == 1
    assert "Weakly hardened:" in text
    assert 'name="robots" content="noindex"' in text
    assert client.get("/@ada").headers["x-robots-tag"] == "noindex"


def test_the_signals_add_up_to_the_score_in_every_table(client: TestClient) -> None:
    text = client.get("/@ada/why").text
    for table in re.findall(r"<table class=\"plain signals\">.*?</table>", text, re.DOTALL):
        body, foot = table.split("<tfoot>")
        points = [round(100 * float(found)) for found in re.findall(r"<td>\+?(\d+\.\d\d)</td></tr>", body)]
        assert sum(points) == 6231
        assert "+62.31" in foot
        assert "72.31" in foot


def test_the_page_of_signals_names_causes_and_the_bound_for_fakes(client: TestClient) -> None:
    text = client.get("/@ada/why").text
    assert "Driftwood 4.0: 1,310 likes from 904 people on GitHub." in text
    for words, points in (("1,000 new accounts", "2.1"), ("20 real accounts are tricked", "4.0"), ("A ring", "3.2")):
        assert re.search(rf"{words}[^<]*</th><td>{points}</td>", text)
    assert "New accounts cannot change that within 90 days" in text
    assert "Under method 2026.0 this would be 70.40." in text
    assert "2025.9" not in text


def test_the_page_of_signals_says_what_counted_only_in_part_and_why(client: TestClient) -> None:
    text = client.get("/@ada/why").text.split('id="discounted"')[1].split('id="changes"')[0]
    assert re.findall(r"<td>(.*?)</td>", text) == ["31", "44", "2.5000"]
    assert "Nobody who is known has acted on these accounts yet." in text
    assert "fake" not in text


def test_the_page_of_methods_says_what_each_method_says_and_where_it_comes_from(client: TestClient) -> None:
    text = unescape(client.get("/@ada/methods").text)
    assert text.count('class="card rival"') == len(METHODS)
    for one in METHODS:
        assert one.title in text
        assert one.years in text
        assert one.looks_at in text
        assert one.source in text
        assert one.ours in text
    assert "Conversationalist" in text
    assert "Higher than <strong>98%</strong>" in text
    assert 'href="https://www.score.kred/rules"' in text
    for page in ("/@ada", "/@ada/why"):
        assert 'href="/@ada/methods"' in client.get(page).text


def test_a_method_that_gives_no_number_says_so(client: TestClient) -> None:
    text = client.get("/@newcomer/methods").text
    assert text.count("no number</p>") == 1
    assert "says nothing of somebody with so little data" in text


def test_a_run_too_large_for_placing_people_says_so(client: TestClient) -> None:
    answer = client.get("/@fresh/methods")
    assert answer.status_code == 200
    assert "1,284,551 interactions" in answer.text
    assert "at most 1,000,000" in answer.text
    assert "card rival" not in answer.text


def test_somebody_on_whom_nobody_acted_is_told_so() -> None:
    small = replace(RUN, interactions=1_000)
    with TestClient(create_app(lambda: SampleScores(small), methods=METHODS)) as client:
        assert "Nobody has acted on Fresh Start yet" in client.get("/@fresh/methods").text


def test_another_name_of_a_person_leads_to_the_one_page_of_methods(client: TestClient) -> None:
    answer = client.get("/@mastodon:ada/methods")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@ada/methods")


def test_the_record_holds_where_a_person_stands_under_every_method(client: TestClient) -> None:
    placings = client.get("/@ada.json").json()["placings"]
    assert [one["method"] for one in placings] == [one.name for one in METHODS]
    assert set(placings[0]) == {"method", "score", "rank", "percentile", "people", "figures", "style"}


@pytest.mark.parametrize("path", ["/", "/@ada", "/@ada/why", "/@nobody"])
def test_every_page_of_a_made_up_world_says_so(client: TestClient, path: str) -> None:
    assert "A made-up world: nobody here exists." in client.get(path).text


def test_too_little_data_means_no_number(client: TestClient) -> None:
    text = client.get("/@newcomer").text
    assert "not measured" in text
    assert "1 of 3 people so far" in text
    assert "Where" not in re.findall(r"<h2[^>]*>([^<]*)", text)
    assert '<table class="fall"' not in text


def test_a_quiet_person_keeps_the_last_score_greyed_with_its_day(client: TestClient) -> None:
    text = client.get("/@bruno").text
    assert "quiet since 20 July 2026" in text
    assert 'class="dial quiet"' in text
    assert "Last score 41.07" in text
    assert '<span class="small muted">18 October 2026</span>' in text
    assert "Last 90 days" in text


def test_a_quiet_person_is_placed_nowhere_and_the_parts_of_today_are_not_called_those_of_the_score(
    client: TestClient,
) -> None:
    text, why = client.get("/@bruno").text, client.get("/@bruno/why").text
    assert "Higher than" not in text
    assert "First measured" not in text
    assert '<table class="fall"' not in text
    assert "What is left of it" in text
    assert '<span class="chg up">' not in text
    assert "Score points</th><" not in why.partition('id="fakes"')[0]
    assert "adds up to the same sum" not in why
    assert "so the last score stays" in why


def test_the_first_day_says_so(client: TestClient) -> None:
    text = client.get("/@fresh").text
    assert "The first day" in text
    assert "The line begins tomorrow" in text
    assert "no posts known" in text
    assert "No post has earned points yet" in text


def test_a_direct_hit_goes_to_the_person(client: TestClient) -> None:
    answer = client.get("/search", params={"q": "mastodon:ada"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/@ada")


def test_another_name_of_a_person_goes_to_the_one_address(client: TestClient) -> None:
    assert client.get("/@mastodon:ada").headers["location"] == "/@ada"
    assert client.get("/@mastodon:ada/why").headers["location"] == "/@ada/why"
    assert client.get("/@mastodon:ada.json").headers["location"] == "/@ada.json"
    assert client.get("/@mastodon:ada/score.json").headers["location"] == "/@ada/score.json"


def test_several_people_of_one_name_are_listed(client: TestClient) -> None:
    answer = client.get("/@The Twins")
    assert answer.headers["location"] == "/search?q=The+Twins"
    text = client.get(answer.headers["location"]).text
    assert 'href="/@twin"' in text
    assert 'href="/@twin.two"' in text


def test_an_unknown_name_is_met_with_the_same_words_for_everybody(client: TestClient) -> None:
    one, other = client.get("/@nobody"), client.get("/@somebody-else")
    assert one.status_code == other.status_code == 404
    assert one.text == other.text


def test_an_empty_search_goes_home(client: TestClient) -> None:
    assert client.get("/search?q=+").headers["location"] == "/"
    assert client.get("/search").headers["location"] == "/"


def test_names_with_unusual_signs_have_addresses_that_work(client: TestClient) -> None:
    name = hostile().summary.name
    assert unquote(address(name)) == "/@" + name
    assert client.get(address(name)).status_code == 200


ODD = [
    person(70 + place, name, f"Odd {place}", 40.0)
    for place, name in enumerate(["ada/why", "ada.json", "ada/score.json", "a/b.json/methods", "%2F", "@/", ".."])
]


class OddScores(SampleScores):
    """People who are called like the pages of others."""

    def _everybody(self) -> tuple[Summary, ...]:
        return (*super()._everybody(), *ODD)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_nobody_is_taken_for_the_page_of_somebody_else(odd: Summary) -> None:
    client = TestClient(create_app(OddScores, weights=WEIGHTS, methods=METHODS), follow_redirects=False)
    for ending in ("", "/why", "/methods"):
        assert odd.title in client.get(address(odd.name) + ending).text
        assert "Odd" not in client.get(address("ada") + ending).text
    assert client.get(address(odd.name) + ".json").json()["summary"]["name"] == odd.name
    assert client.get(address(odd.name) + "/score.json").json()["name"] == odd.name


def test_the_record_holds_what_the_page_holds(client: TestClient) -> None:
    answer = client.get("/@ada.json")
    found = json.loads(answer.text)
    assert answer.headers["content-type"] == "application/json"
    assert found["summary"] == {
        "key": 1,
        "name": "ada",
        "title": "Ada Okafor",
        "score": 72.31,
        "low": 68.21,
        "high": 75.91,
        "momentum": 76.4,
    }
    assert found["run"]["day"] == "2026-11-21"
    assert sum(part["points"] for part in found["by_act"] + found["by_count"]) == found["raw"]


def test_the_number_alone_says_what_the_record_says(client: TestClient) -> None:
    found = client.get("/@ada/score.json").json()
    whole = client.get("/@ada.json").json()
    assert found == {
        **{name: whole["summary"][name] for name in ("name", "title", "score", "low", "high")},
        **{name: whole["run"][name] for name in ("day", "method")},
    }
    assert client.get("/@nobody/score.json").json()["status"] == 404


@pytest.mark.parametrize("path", ["/", "/how", "/@ada", "/@ada/why", "/@ada.json", "/@ada/score.json"])
def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.text, again.headers["etag"]) == (304, "", etag)
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_newer_run_makes_a_new_page() -> None:
    shown = [RUN]
    client = TestClient(create_app(lambda: SampleScores(shown[0]), weights=WEIGHTS))
    before = client.get("/@ada")
    shown[0] = replace(RUN, day=RUN.day + timedelta(days=1))
    after = client.get("/@ada", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "22 November 2026" in after.text


@pytest.mark.parametrize("path", ["/", "/@ada", "/how", "/healthz", "/nowhere"])
def test_head_says_what_get_says(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.text == ""


def test_what_only_answers_visits_says_so(client: TestClient) -> None:
    answer = client.post("/@ada")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.text.count("<h1") == 1


def test_what_breaks_says_so_with_the_same_look_and_nothing_else() -> None:
    def broken() -> SampleScores:
        raise OSError("secret path")

    client = TestClient(create_app(broken), raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something of ours broke" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_files_stay_for_ever_under_an_address_that_changes_with_them(client: TestClient) -> None:
    href = re.findall(r'href="(/static/[^"]+style\.css)"', client.get("/").text)[0]
    answer = client.get(href)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    assert client.get(re.sub("/static/[^/]+", "/static/000000000000", href)).status_code == 404
    assert client.get(href.replace("style.css", "%2e%2e/app.py")).status_code == 404


def test_the_formula_and_every_number_are_on_the_page(client: TestClient) -> None:
    text = client.get("/how").text
    for weight in WEIGHTS:
        assert weight.name in text
        assert weight.reason in text or "as above" in text
    assert ">14.45</b>" in text
    assert "How the fitted numbers were found" in text
    assert client.get("/@newcomer").status_code == 200


def test_pages_do_without_the_numbers() -> None:
    client = TestClient(create_app(SampleScores))
    assert "How the fitted numbers were found" not in client.get("/how").text
    assert "The numbers of this version were not handed to these pages." in client.get("/how").text
    assert "1 person so far" in client.get("/@newcomer").text
    assert "People to look up" in client.get("/").text


def test_health_and_robots(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True, "day": "2026-11-21", "method": "2026.1"}
    assert "Disallow: /search" in client.get("/robots.txt").text


def test_momentum_stands_beside_the_score_and_generosity_is_shown_not_scored(client: TestClient) -> None:
    page = client.get("/@ada").text
    assert "Momentum <b>76.40</b>" in page
    assert "Rising: more happens these days than usual, by more than chance." in page
    assert "Generosity level 8: 1,204 acts done to 311 people. Shown, not scored." in page
    assert "Counting the same fans again would give 70.4 to 74.2." in client.get("/@ada/why").text


@pytest.mark.parametrize("name", ["bruno", "newcomer"])
def test_without_a_number_of_today_there_is_no_momentum(client: TestClient, name: str) -> None:
    assert "Momentum" not in client.get(f"/@{name}").text
