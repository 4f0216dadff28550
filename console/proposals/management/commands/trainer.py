"""Checks proposals until it is stopped: lays their changes over a copy of the data, trains, and compares. Beside that it
answers what trainers try.

Several may run, on several machines; one of them works at a time, and leaves the processors to those who chat.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from console.proposals.trainer import Trainer
from console.trying.answering import Answering
from nscp import logs

NICE = 15  # of 19: everything else comes first


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        logging.getLogger("console").setLevel(logging.INFO)
        logs.install(json_lines=settings.NSCP.log_format == "json")
        os.nice(NICE)
        stop = threading.Event()
        for end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(end, lambda *_: stop.set())
        trainer = Trainer()
        answering = threading.Thread(target=Answering(trainer.holder).run, args=(stop,), name="answering")
        answering.start()
        try:
            trainer.run(stop)
        finally:
            stop.set()
            answering.join()
