"""The pages in a real browser: what it refuses, what a keyboard reaches, what fits."""

from collections.abc import Iterator
from typing import cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.web.samples import hostile
from tests.web.visiting import SETTINGS, Visit, opened

from openclout.vocabulary.addresses import address

pytestmark = pytest.mark.browser

PAGES = {
    "front": "/",
    "rich": "/@ada",
    "quiet": "/@bruno",
    "unmeasured": "/@newcomer",
    "first-day": "/@fresh",
    "hostile": address(hostile().summary.name),
    "crowded": "/@crowded",
    "right-to-left": "/@fatima",
    "why": "/@ada/why",
    "why-crowded": "/@crowded/why",
    "why-unmeasured": "/@newcomer/why",
    "methods": "/@ada/methods",
    "methods-crowded": "/@crowded/methods",
    "methods-none": "/@fresh/methods",
    "how": "/how",
    "validity": "/how/validity",
    "found": "/search?q=twins",
    "unknown": "/search?q=nobody-at-all",
    "missing": "/nowhere",
}
OTHERS = sorted(SETTINGS.keys() - {"light"})
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Visit]:
    visit = opened(browser, home)
    yield visit
    visit.page.context.close()


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_clean_and_fits(browser: Browser, home: str, name: str, setting: str) -> None:
    visit = opened(browser, home, setting=setting)
    page = visit.go(PAGES[name])
    assert page.evaluate("window.refused") == []
    assert visit.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    page.context.close()


@pytest.mark.parametrize("setting", ["light", *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody(browser: Browser, home: str, name: str, setting: str) -> None:
    visit = opened(browser, home, setting=setting)
    found = Axe().run(visit.go(PAGES[name]), options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()
    visit.page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_without_scripts(browser: Browser, home: str, name: str) -> None:
    visit = opened(browser, home, scripts=False)
    page = visit.go(PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.locator("button:visible").count() == 0
    assert page.locator("input:visible:not([type=search])").count() == 0
    if name == "rich":
        assert page.locator("svg.dial").is_visible()
        assert page.locator("svg.history .g-score").count() == 1
        page.get_by_text("The same as a table").click()
        assert page.get_by_role("rowheader", name="21 Nov").is_visible()
    page.context.close()


def test_the_search_works_without_scripts(browser: Browser, home: str) -> None:
    visit = opened(browser, home, scripts=False)
    page = visit.go("/")
    page.get_by_role("searchbox").fill("ada")
    page.get_by_role("searchbox").press("Enter")
    assert page.url.endswith("/@ada")
    page.context.close()


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit.go("/@ada")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_slash_goes_to_the_search_and_types_nothing(visit: Visit) -> None:
    page = visit.go("/@ada")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.get_by_role("searchbox").input_value() == ""
    page.keyboard.type("a/b")
    assert page.get_by_role("searchbox").input_value() == "a/b"


def test_everything_that_can_be_pressed_is_reached_by_tab_and_seen(visit: Visit) -> None:
    page = visit.go("/@ada")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href],button,input,summary')].filter(e => e.checkVisibility()).length"
    )
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "[...document.querySelectorAll('a[href],button,input,summary')].indexOf(document.activeElement)"
            )
        )
    assert len(reached - {-1}) == wanted


def test_the_chart_is_read_day_by_day_with_the_keyboard(visit: Visit) -> None:
    page = visit.go("/@ada")
    slider = page.get_by_role("slider", name="Read the score on a day")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") == "21 Nov, score 72.31, likely 68.2 to 75.9"
    page.keyboard.press("ArrowLeft")
    said = slider.get_attribute("aria-valuetext")
    assert said is not None
    assert said.startswith("20 Nov, score 72.61")
    assert page.locator(".read").inner_text().startswith("20 Nov: 72.61")
    page.keyboard.press("Home")
    assert (slider.get_attribute("aria-valuetext") or "").startswith("24 Aug")


def test_the_chart_is_read_with_a_pointer(visit: Visit) -> None:
    page = visit.go("/@ada")
    page.locator(".chart .hit").hover(position={"x": 5, "y": 50})
    assert page.locator(".read").inner_text().startswith("25 Aug")


def test_dark_follows_the_system_and_a_choice_is_remembered(browser: Browser, home: str) -> None:
    visit = opened(browser, home, setting="dark")
    page = visit.go("/@ada")

    def ground() -> str:
        return cast("str", page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert ground() == "rgb(19, 17, 16)"
    page.get_by_role("button", name="Switch between light and dark").click()
    assert ground() == "rgb(250, 248, 245)"
    visit.go("/how")
    assert ground() == "rgb(250, 248, 245)"
    page.context.close()


def test_the_typeface_is_ours_and_nothing_is_asked_of_others(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.go("/@ada")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Inter Variable\"'))")
    assert any(url.endswith(".woff2") for url in asked)
    assert all(url.startswith(visit.home) for url in asked)


def test_an_inline_script_would_have_been_refused(visit: Visit) -> None:
    page = visit.go("/")
    page.evaluate("document.body.appendChild(document.createElement('script')).textContent = 'window.ran = 1'")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("window.refused.length") == 1
