"""Runs ministack as Packshot's local AWS: `python run-ministack.py STATE_FOLDER TEMPORARY_FOLDER`.

The settings come in the environment (start-local-aws.ts). Added to plain ministack:

- `STATE_FOLDER/running.json` exists while it runs and goes away once the state is saved, so the next start can tell a
  clean end from a crash; the folder in the command line tells whose process this is.
- It ends, with its state saved, when the process that started it is gone, however that one ended.

and four things are put in the place of what ministack 1.5.33 lacks:

- **Reported stream failures**: ministack takes a batch of a DynamoDB stream as done although the function answered
  `batchItemFailures`. Here such a batch comes again, whole; AWS starts again at the first failed record.
- **Streams beside queues**: ministack runs a stream's function in the loop that polls the queues, so a slow one holds
  all queues up (3 s: measured). Here streams have a loop of their own.
- **Streams across runs**: ministack saves how far a function has read a stream, but not the stream: after a restart it
  passes over as many new records as it had read before. Here the records that are still to be read are saved too.
- **Fair queues**: ministack takes a message's group and delivers in the order of arrival all the same. Here the group
  with the fewest messages at work comes first; AWS puts those back that have more than a tenth of them at work.
"""

import copy
import heapq
import json
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack import app  # type: ignore[import-untyped]
from ministack.services import dynamodb, lambda_svc, sqs  # type: ignore[import-untyped]

PARENT_CHECK_SECONDS = 0.5
STREAM_CHECK_SECONDS = 0.05

Execute = Callable[[dict[str, Any], object], dict[str, Any]]
Message = dict[str, Any]
Collect = Callable[[dict[str, Any], int, int], list[Message]]


def end_with_parent() -> None:
    """Send SIGTERM to this process as soon as its parent has changed, that is, ended."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def reports_stream_failures(function_name: str) -> bool:
    """Say whether a stream mapping of the function asks for ReportBatchItemFailures."""
    return any(
        mapping["FunctionName"] == function_name
        and ":dynamodb:" in mapping["EventSourceArn"]
        and "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", [])
        for _account, _region, mapping in lambda_svc._iter_all_esms()
    )


def failed_stream_records(event: object, result: dict[str, Any]) -> int:
    """Count the failures a function reported for a batch of a DynamoDB stream; 0 for any other event."""
    records = event.get("Records") if isinstance(event, dict) else None
    body = result.get("body")
    if not records or records[0].get("eventSource") != "aws:dynamodb" or not isinstance(body, dict):
        return 0
    return len(body.get("batchItemFailures") or [])


def retry_reported_stream_failures(execute: Execute) -> Execute:
    """Wrap ministack's invocation so that a reported failure of a stream batch counts as one: the batch stays."""

    def execute_and_look(function: dict[str, Any], event: object) -> dict[str, Any]:
        result = execute(function, event)
        failures = failed_stream_records(event, result)
        name = (function.get("config") or function).get("FunctionName", "")
        if not failures or not reports_stream_failures(name):
            return result
        message = f"{failures} stream records reported as failed"
        return {**result, "error": True, "body": {"errorType": "BatchItemFailures", "errorMessage": message}}

    return execute_and_look


def poll_streams_apart(poll: Callable[[], bool]) -> None:
    """Poll the streams for ever; `poll` runs the function of each that has news and says whether there was any."""
    while True:
        try:
            had_news = lambda_svc._esms.has_any() and poll()
        except Exception:
            logging.getLogger("packshot").exception("Polling the streams failed")
            had_news = False
        if not had_news:
            time.sleep(STREAM_CHECK_SECONDS)


def drop_read_stream_records() -> None:
    """Drop the records of each table's stream that every mapping has read."""
    read: dict[tuple[str, str, str], int] = {}
    for account, region, mapping in lambda_svc._iter_all_esms():
        source = mapping["EventSourceArn"]
        if ":dynamodb:" not in source:
            continue
        table = source.split("/stream/")[0].split("/")[-1]
        position = lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"], 0)
        read[account, region, table] = min(position, read.get((account, region, table), position))
    for (account, region, table), position in read.items():
        records = dynamodb._stream_records.get_scoped(account, region, table) or []
        trimmed = dynamodb._stream_trimmed.get_scoped(account, region, table, 0)
        if position > trimmed:
            del records[: position - trimmed]
            dynamodb._stream_trimmed.set_scoped(account, region, table, position)


def save_streams_with_tables() -> None:
    """Wrap ministack's saving and loading of tables, so that unread stream records are part of it."""
    get_state, load = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state_with_streams() -> dict[str, Any]:
        drop_read_stream_records()
        streams = {"records": dynamodb._stream_records, "trimmed": dynamodb._stream_trimmed}
        return {**get_state(), "packshot_streams": copy.deepcopy(streams)}

    def load_with_streams(state: dict[str, Any]) -> None:
        load(state)
        streams = state.get("packshot_streams", {})
        dynamodb._stream_records.update(streams.get("records", {}))
        dynamodb._stream_trimmed.update(streams.get("trimmed", {}))

    dynamodb.get_state, dynamodb.load_persisted_state = get_state_with_streams, load_with_streams


def choose_fairly(messages: list[Message], at_most: int, now: float) -> list[Message]:
    """Choose visible messages: each time the oldest of the group with the fewest at work, these counted as at work."""
    at_work: Counter[str] = Counter()
    visible: dict[str, deque[tuple[int, Message]]] = {}
    for place, message in enumerate(messages):
        group = message.get("group_id") or message["id"]
        if message.get("visible_at", 0) <= now:
            visible.setdefault(group, deque()).append((place, message))
        elif message.get("receive_count", 0) > 0:
            at_work[group] += 1
    order = [(at_work[group], waiting[0][0], group) for group, waiting in visible.items()]
    heapq.heapify(order)
    chosen: list[Message] = []
    while order and len(chosen) < at_most:
        count, _, group = heapq.heappop(order)
        chosen.append(visible[group].popleft()[1])
        if visible[group]:
            heapq.heappush(order, (count + 1, visible[group][0][0], group))
    return chosen


def deliver_fairly(collect: Collect) -> Collect:
    """Wrap ministack's choice of what a receiver gets, so that a group with much at work holds up no other."""

    def collect_fairly(queue: dict[str, Any], at_most: int, visibility_seconds: int) -> list[Message]:
        if queue["is_fifo"]:
            return collect(queue, at_most, visibility_seconds)
        chosen = choose_fairly(queue["messages"], at_most, time.time())
        return collect({**queue, "messages": chosen}, at_most, visibility_seconds)

    return collect_fairly


def main() -> None:
    """Mark the run, start ministack in the foreground, and clear up after a clean end."""
    state_folder, temporary_folder = Path(sys.argv[1]), Path(sys.argv[2])
    sys.argv = sys.argv[:1]
    marker = state_folder / "running.json"
    marker.write_text(json.dumps({"pid": os.getpid(), "temporaryFolder": str(temporary_folder)}))
    lambda_svc._execute_function = retry_reported_stream_failures(lambda_svc._execute_function)
    sqs._collect_msgs = deliver_fairly(sqs._collect_msgs)
    save_streams_with_tables()
    poll_streams = lambda_svc._poll_dynamodb_streams
    lambda_svc._poll_dynamodb_streams = lambda: False
    threading.Thread(target=poll_streams_apart, args=(poll_streams,), daemon=True).start()
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        app.main()
    finally:
        shutil.rmtree(temporary_folder, ignore_errors=True)
        marker.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
