"""What import-linter cannot see: every field's secrecy, foreign keys that point down, names that the glossary knows."""

from django.apps import apps
from django.db import models

from takatuf.kernel.secrecy import Secrecy

ORDER = [
    "config", "desks", "exchange", "insight", "keeping", "court", "jointwork", "casework", "triage", "intake", "people", "evidence",
    "awareness", "web", "clocks", "agencies", "ledger", "vault", "kernel",
]  # fmt: skip


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("takatuf.")]


def test_every_field_says_how_secret_it_is() -> None:
    unsorted = []
    for model in own_models():
        named = {field.name for field in model._meta.get_fields() if field.concrete}
        secrecy: dict[str, Secrecy] = getattr(model, "secrecy", {})
        unsorted += [f"{model.__name__}.{name}" for name in sorted(named - secrecy.keys())]
        unsorted += [f"{model.__name__}.{name} (gone)" for name in sorted(secrecy.keys() - named)]

    assert unsorted == []


def test_sealed_fields_hold_bytes() -> None:
    wrong = [
        f"{model.__name__}.{name}"
        for model in own_models()
        for name, secrecy in model.secrecy.items()  # type: ignore[attr-defined]
        if secrecy is Secrecy.SEALED and not isinstance(model._meta.get_field(name), models.BinaryField)
    ]

    assert wrong == ["User.password"]


def test_foreign_keys_point_down() -> None:
    upward = []
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or target is None or not target.__module__.startswith("takatuf."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and ORDER.index(here) > ORDER.index(there):
                upward.append(f"{model.__name__}.{field.name} -> {target.__name__}")

    assert upward == []


def test_keys_across_rooms_have_no_reverse_name_and_protect() -> None:
    wrong = []
    for model in own_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.auto_created:
                continue
            crosses = field.related_model._meta.app_label != model._meta.app_label
            if crosses and field.remote_field.related_name not in {"+", "worker"}:
                wrong.append(f"{model.__name__}.{field.name}: related_name")
            if field.remote_field.on_delete is not models.PROTECT:
                wrong.append(f"{model.__name__}.{field.name}: on_delete")

    assert wrong == []


def test_no_model_orders_itself() -> None:
    assert [model.__name__ for model in own_models() if model._meta.ordering] == []
