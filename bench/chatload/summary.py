"""From moments to figures."""

from collections.abc import Sequence

from bench import procs
from bench.chatload.recorder import Recorder
from bench.quantiles import quantile
from bench.servers import System


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


def of(recorder: Recorder, meter: procs.Meter, seconds: float, lag: Sequence[float] = ()) -> dict[str, object]:
    """Latency, throughput and CPU of the messages that completed."""
    done, deliveries = recorder.done, recorder.deliveries
    last = [m.last - m.sent for m in done if m.last]
    ack = [m.acked - m.sent for m in done if m.acked]
    return {
        "messages": len(done),
        "lost": len(recorder.open),
        "msg_per_s": round(len(done) / seconds, 1),
        "deliveries_per_s": round(deliveries / seconds),
        "last_p50_ms": _ms(quantile(last, 0.5)),
        "last_p99_ms": _ms(quantile(last, 0.99)),
        "last_max_ms": _ms(max(last, default=None)),
        "ack_p50_ms": _ms(quantile(ack, 0.5)),
        "ack_p99_ms": _ms(quantile(ack, 0.99)),
        "send_lag_p99_ms": _ms(quantile(lag, 0.99)),
        "msg_per_server_cpu_s": round(len(done) / meter.server) if meter.server else None,
        "server_cpu_ms_per_delivery": round(meter.server * 1000 / deliveries, 4) if deliveries else None,
        **meter.report(),
    }


def of_memory(system: System, meter: procs.Meter, empty_kib: int, members: int) -> dict[str, object]:
    """What an idle connection costs."""
    full = procs.memory_kib(system.pids)
    return {
        "empty_mib": round(empty_kib / 1024, 1),
        "full_mib": round(full / 1024, 1),
        "kib_per_connection": round((full - empty_kib) / members, 2),
        "idle_cpu_share": round(meter.server / meter.wall, 4),
        **meter.report(),
    }


def of_times(took: Sequence[float]) -> dict[str, object]:
    """Median and worst of repeated loads."""
    return {"times": len(took), "p50_ms": _ms(quantile(took, 0.5)), "p99_ms": _ms(quantile(took, 0.99))}
