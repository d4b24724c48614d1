"""The job queue: procrastinate in the same database, polling, one job for a batch, ids only in its arguments."""

import asyncio
import threading
from uuid import UUID

from procrastinate import App
from procrastinate.contrib.django import app as django_app

from takatuf.court.events import BuildingAsked

BUILD = "takatuf.build_submission"


def on_app_ready(app: App) -> None:
    """Called by procrastinate once its app exists: the jobs are registered here, so that rooms need not know the queue."""
    from takatuf.config.commands.work import check_clocks, count_campaigns, keep_records, look_at_exhibits

    @app.task(queue="documents", name=BUILD, pass_context=False)
    def build_submission(building_id: str) -> None:
        """Draw, check and sign one document."""
        from takatuf.court.actions import run_building

        run_building(building_id=UUID(building_id))

    @app.periodic(cron="*/5 * * * *")
    @app.task(queue="clocks", name="takatuf.check_clocks", pass_context=False)
    def check_clocks_again(timestamp: int) -> None:
        """A second pair of eyes on the deadlines: also when the worker's own loop hangs."""
        del timestamp
        check_clocks()

    @app.periodic(cron="10 22 * * *")  # ten minutes past one at night in Riyadh
    @app.task(queue="clocks", name="takatuf.count_campaigns", pass_context=False)
    def count_campaigns_at_night(timestamp: int) -> None:
        """The ladders of effect move once a day, so that nobody can watch somebody seek help."""
        del timestamp
        count_campaigns()

    @app.periodic(cron="40 22 * * *")  # twenty to two at night in Riyadh; before the copy of the night
    @app.task(queue="clocks", name="takatuf.keep_records", pass_context=False)
    def keep_records_at_night(timestamp: int) -> None:
        """What has become due is listed once a night, and what two persons approved is erased."""
        del timestamp
        keep_records()

    @app.periodic(cron="20 22 * * *")  # twenty past one at night in Riyadh
    @app.task(queue="clocks", name="takatuf.look_at_exhibits", pass_context=False)
    def look_at_exhibits_at_night(timestamp: int) -> None:
        """What stands before a court is held against the exhibits from which it was taken."""
        del timestamp
        look_at_exhibits()


def build_later(event: BuildingAsked) -> None:
    """Give the worker a document to build, in the transaction of who asked for it."""
    task = django_app.configure_task(
        BUILD, schedule_in={"seconds": event.after_seconds} if event.after_seconds else None
    )
    task.defer(building_id=str(event.building_id))


async def run_worker(stopping: threading.Event) -> None:
    """Take jobs until `stopping` is set."""
    connector = django_app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with django_app.replace_connector(connector) as app:
        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    concurrency=2,
                    listen_notify=False,
                    fetch_job_polling_interval=0.5,
                    install_signal_handlers=False,
                )
            )
            while not stopping.is_set() and not worker.done():
                await asyncio.sleep(0.3)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
