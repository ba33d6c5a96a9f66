"""TensorBoard's own reader finds in a run's event files what the run logged.

    python tensorboard_reads.py RUN    (with TensorBoard from PyPI installed)
"""

import json
import math
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

run = pathlib.Path(sys.argv[1])
logged = {}
for line in (run / "metrics.jsonl").read_text().splitlines():
    values = json.loads(line)
    for name, value in values.items():
        if name not in ("step", "time"):
            logged.setdefault(name, {})[values["step"]] = value

events = EventAccumulator(str(run), size_guidance={"scalars": 0})
events.Reload()
scalars = {}
for tag in events.Tags()["scalars"]:
    group, name = tag.split("/")
    scalars["eval_" + name if group == "eval" else name] = events.Scalars(tag)

assert scalars.keys() == logged.keys() - {"epoch"}, (scalars.keys(), logged.keys())
for name, values in scalars.items():
    found = {event.step: event.value for event in values}
    assert found.keys() == logged[name].keys(), (name, found.keys(), logged[name].keys())
    for step, value in found.items():
        assert math.isclose(value, logged[name][step], rel_tol=1e-6), (name, step, value)
    print(f"{name}: {len(found)} values")
