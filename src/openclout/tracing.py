"""Spans: how long what took, for whoever runs this with OpenTelemetry; nothing at all where nobody listens.

Comes in: the standard variables `OTEL_...`, names and facts. Goes out: spans, to where the variables say.
Facts are counts, days and kinds, never names of people and never what they wrote: errors are told by their kind.
Variables: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ (read 2026-11-22)
"""

import os
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

NAME = "openclout"
ADDRESSES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
ADVICE = "Run `pip install 'openclout[otel]'`, or set OTEL_SDK_DISABLED=true."
Fact = str | bool | int | float
Told = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""


class Note:
    """A span while it lasts; without one, whatever is said of it is forgotten."""

    def __init__(self, noted: "Span | None" = None) -> None:
        self._noted = noted

    def facts(self, facts: Mapping[str, Fact]) -> None:
        """Say more of it."""
        if self._noted is not None:
            self._noted.set_attributes(facts)

    def rename(self, name: str) -> None:
        """Call it by what it turned out to be."""
        if self._noted is not None:
            self._noted.update_name(name)

    def fail(self, kind: str) -> None:
        """It came to nothing; `kind` is that of the error."""
        if self._noted is not None:
            from opentelemetry.trace import StatusCode  # noqa: PLC0415 - it is there, or there were no span

            self._noted.set_attribute("error.type", kind)
            self._noted.set_status(StatusCode.ERROR)


@contextmanager
def span(
    name: str, facts: Mapping[str, Fact] | None = None, *, headers: Mapping[str, str] | None = None
) -> Generator[Note]:
    """What happens inside, as one span. `headers` are those of a request that it answers, whose trace it carries on."""
    # Who listens has loaded the API: we did in `begin`, or the program did that we are a library of.
    if "opentelemetry.trace" not in sys.modules:
        yield Note()
        return
    from opentelemetry import propagate, trace  # noqa: PLC0415 - loaded already

    kind = trace.SpanKind.INTERNAL if headers is None else trace.SpanKind.SERVER
    before = propagate.extract(headers) if headers is not None else None
    started = trace.get_tracer(NAME).start_as_current_span(
        name, before, kind, dict(facts or {}), record_exception=False, set_status_on_exception=False
    )
    with started as current:
        note = Note(current)
        try:
            yield note
        except BaseException as error:
            note.fail(type(error).__qualname__)
            raise


@contextmanager
def stages(told: Told) -> Generator[Told]:
    """Who is told of progress; each stage is a span, from when it is first told of until the next one is."""
    with ExitStack() as last:
        named: list[str] = []

        def telling(stage: str, done: int, total: int) -> None:
            if named[-1:] != [stage]:
                last.close()
                named.append(stage)
                last.enter_context(span(stage))
            told(stage, done, total)

        yield telling


def begin() -> str:
    """Send spans from now on, if the environment asks for it; a sentence where that cannot be done, else nothing."""
    asked = exporters()
    if not asked:
        return ""
    offered = {offer.name: offer for offer in entry_points(group="opentelemetry_traces_exporter")}
    missing = [name for name in asked if name not in offered]
    if missing:
        return f"No spans are sent, as no package here brings {', '.join(missing)}. {ADVICE}"
    try:
        _listen([offered[name] for name in asked])
    except ImportError as error:
        return f"No spans are sent, as {error.name} is missing. {ADVICE}"
    return ""


def exporters() -> tuple[str, ...]:
    """What the environment asks to send spans with, under the names by which packages offer it; none by default."""
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return ()
    usual = "otlp" if any(os.environ.get(name) for name in ADDRESSES) else "none"
    asked = (os.environ.get("OTEL_TRACES_EXPORTER") or usual).split(",")
    protocol = next((found for name in PROTOCOLS if (found := os.environ.get(name))), "http/protobuf")
    otlp = f"otlp_proto_{protocol.partition('/')[0]}"
    return tuple(otlp if name.strip() == "otlp" else name.strip() for name in asked if name.strip() != "none")


def _listen(offers: list[EntryPoint]) -> None:
    from opentelemetry import trace  # noqa: PLC0415 - only where somebody wants it
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    # What the variables say of us (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) wins over our own name.
    provider = TracerProvider(resource=Resource.create({"service.name": NAME}).merge(OTELResourceDetector().detect()))
    for offer in offers:
        exporter: type[SpanExporter] = offer.load()
        provider.add_span_processor(BatchSpanProcessor(exporter()))
    trace.set_tracer_provider(provider)
