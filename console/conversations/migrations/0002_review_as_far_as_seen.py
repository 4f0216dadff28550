from __future__ import annotations

from typing import Any

from django.db import migrations, models


def empty_index(apps: Any, schema_editor: Any) -> None:
    """Needs have other numbers, and outcomes another rule: whoever looks next makes the index anew from what is stored."""
    for name in ("IndexState", "Message", "Conversation"):
        apps.get_model("conversations", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="reviewed_thumbs_down",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="need",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (5, "Somebody may be in danger"),
                    (4, "A line of help was given"),
                    (3, "An answer did not help"),
                    (2, "The assistant was not sure"),
                    (1, "It could not be read"),
                    (0, "Nothing stands out"),
                ]
            ),
        ),
        migrations.CreateModel(
            name="PutBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender_id", models.CharField(max_length=255)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("sender_id", "by"), name="put_back_once")],
            },
        ),
        migrations.RunPython(empty_index, empty_index),
    ]
