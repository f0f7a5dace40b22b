"""Runs, crawls and requests are spans where somebody listens, cost nothing elsewhere, and name nobody.

Comes in: small runs, and the SDK of OpenTelemetry. Goes out: the spans that it was handed.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient
from tests.cli.calling import COMMAND, surroundings
from tests.cli.test_demo import WITHOUT
from tests.collector.homes import collected
from tests.fakes import tiny
from tests.fakes.web import serving
from tests.pipeline.homes import LAST, crowd, opened, run, take
from tests.web.samples import SampleScores

from openclout import tracing
from openclout.tracing import exporters
from openclout.vocabulary.errors import BadInput
from openclout.vocabulary.networks import Account
from openclout.web import create_app
from openclout.web.traced import Traced

sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="needs the extra otel")
pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="needs the extra otel")

from opentelemetry import trace  # noqa: E402 - only where it is there
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest  # noqa: E402
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter  # noqa: E402

BEFORE = "working out the days before"


@pytest.fixture(scope="module")
def memory() -> Iterator[InMemorySpanExporter]:
    """Where this process sends its spans from now on."""
    found, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(found))
    trace.set_tracer_provider(provider)
    yield found
    provider.shutdown()


@pytest.fixture
def spans(memory: InMemorySpanExporter) -> InMemorySpanExporter:
    memory.clear()
    return memory


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A home that can be scored."""
    home = opened(tmp_path)
    take(home, interactions=crowd("ada", 20))
    home.ledger.close()
    return tmp_path


def named(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """The spans by name, in the order in which they began; of several with a name, the last."""
    began = sorted(spans.get_finished_spans(), key=lambda each: each.start_time or 0)
    return {each.name: each for each in began}


def facts(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def parents(spans: Sequence[ReadableSpan]) -> Counter[tuple[str, str]]:
    """How often a span of which name stands below one of which name."""
    names = {each.context.span_id: each.name for each in spans if each.context is not None}
    return Counter((each.name, names[each.parent.span_id] if each.parent else "") for each in spans)


def test_a_run_is_a_trace_of_its_stages(tmp_path: Path, spans: InMemorySpanExporter) -> None:
    home = opened(tmp_path)
    take(home, interactions=crowd("ada", 20))
    found = run(home, history_days=3)
    whole = named(spans)
    assert list(whole) == ["publish", "read the lake", BEFORE, "scoring", "publishing"]
    root = whole["publish"]
    assert facts(root) == {
        "openclout.day": LAST.isoformat(),
        "openclout.people": found.people,
        "openclout.interactions": found.interactions,
    }
    assert set(parents(spans.get_finished_spans())) == {("publish", ""), *((name, "publish") for name in [*whole][1:])}
    ends = [(each.start_time or 0, each.end_time or 0) for each in [*whole.values()][1:]]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends)), "stages follow each other"
    home.ledger.close()


def test_a_run_that_is_refused_fails_without_its_words(tmp_path: Path, spans: InMemorySpanExporter) -> None:
    home = opened(tmp_path)
    with pytest.raises(BadInput):
        run(home)
    whole = named(spans)
    assert list(whole) == ["publish", "read the lake"]
    for each in whole.values():
        assert facts(each)["error.type"] == "BadInput"
        assert each.status.status_code is trace.StatusCode.ERROR
        assert not each.status.description
        assert not each.events
    home.ledger.close()


def test_collecting_is_a_trace_of_crawls_questions_and_batches(tmp_path: Path, spans: InMemorySpanExporter) -> None:
    with serving(tiny.replied) as web:
        (balance,) = collected(tmp_path, [Account("tiny", web.address, "ada")], together=20)
    found = spans.get_finished_spans()
    batches = 2 * -(-balance.pages // 20) + 2
    assert parents(found) == {
        ("collect", ""): 1,
        ("crawl", "collect"): 1,
        ("ask", "crawl"): balance.pages,
        ("keep batch", "crawl"): batches,
    }
    whole = named(spans)
    assert facts(whole["collect"]) == {"openclout.accounts": 1}
    assert facts(whole["crawl"]) == {
        "openclout.network": "tiny",
        "openclout.pages": balance.pages,
        "openclout.complete": True,
    }
    kept = [facts(each) for each in found if each.name == "keep batch"]
    assert sum(int(str(each.get("openclout.raw_pages", 0))) for each in kept) == balance.pages
    said = {str(fact) for each in found for fact in facts(each).values()}
    assert not [fact for fact in said if "ada" in fact or "127.0.0.1" in fact], "neither a name nor a server"


def test_a_request_is_named_by_its_route_and_by_nobody(spans: InMemorySpanExporter) -> None:
    with TestClient(create_app(SampleScores)) as client:
        assert client.get("/@zahra", headers={"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}).status_code == 200
        assert client.get("/nowhere/zahra").status_code == 404
    page, missing = named(spans).values()
    assert (page.name, page.kind) == ("GET /@{name:path}", trace.SpanKind.SERVER)
    assert facts(page) == {
        "http.request.method": "GET",
        "http.route": "/@{name:path}",
        "http.response.status_code": 200,
    }
    assert page.parent is not None
    assert page.context is not None
    assert (page.parent.span_id, page.context.trace_id) == (int("cd" * 8, 16), int("ab" * 16, 16))
    assert (missing.name, missing.parent) == ("GET", None)
    assert facts(missing) == {"http.request.method": "GET", "http.response.status_code": 404}


def test_a_request_that_breaks_is_a_failure(spans: InMemorySpanExporter) -> None:
    def broken(_: Request) -> None:
        raise LookupError("zahra")

    with pytest.raises(LookupError):
        TestClient(Traced(Starlette(routes=[Route("/", broken)]))).get("/")
    (one,) = named(spans).values()
    assert one.status.status_code is trace.StatusCode.ERROR
    assert facts(one)["error.type"] == "LookupError"
    assert "zahra" not in one.to_json()


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, ()),
        ({"OTEL_SERVICE_NAME": "ours"}, ()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, ("otlp_proto_http",)),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces"}, ("otlp_proto_http",)),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, ("otlp_proto_grpc",)),
        ({"OTEL_TRACES_EXPORTER": "console, otlp"}, ("console", "otlp_proto_http")),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, ()),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "console"}, ()),
    ],
)
def test_the_standard_variables_say_where_spans_go(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: tuple[str, ...]
) -> None:
    for name in (*tracing.ADDRESSES, *tracing.PROTOCOLS, "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert exporters() == wanted


def test_a_command_sends_its_spans_over_http(filled: Path) -> None:
    came: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: a test says only what is wrong."""

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        where = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
        words = [COMMAND, "score", "--history", "0"]
        subprocess.run(words, env=surroundings(filled, **where), check=True, capture_output=True)
        server.shutdown()
    told = [one for body in came for one in ExportTraceServiceRequest.FromString(body).resource_spans]
    names = {span.name for one in told for scope in one.scope_spans for span in scope.spans}
    assert names == {"publish", "read the lake", "scoring", "publishing"}
    assert {("service.name", "openclout")} <= {
        (fact.key, fact.value.string_value) for one in told for fact in one.resource.attributes
    }


ALONE = """
import sys
from openclout.cli import main
try:
    main(["score", "--history", "0"])
finally:
    assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""


def test_nothing_is_loaded_where_nobody_asked(filled: Path) -> None:
    subprocess.run([sys.executable, "-c", ALONE], env=surroundings(filled), check=True, capture_output=True)


@pytest.mark.parametrize("missing", ["opentelemetry", "opentelemetry.sdk"])
def test_without_the_extra_it_says_so_and_goes_on(tmp_path: Path, missing: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, missing, "doctor"],
        env=surroundings(tmp_path, OTEL_TRACES_EXPORTER="console"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(
        rf"openclout: No spans are sent, as {missing}\S* is missing\. Run `pip install 'openclout\[otel\]'`.*\n",
        ended.stderr,
    )
    assert ended.stdout


def test_an_exporter_that_nobody_brings_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "pigeon")
    assert tracing.begin().startswith("No spans are sent, as no package here brings pigeon.")
