"""What `manage.py check` says about the machine and the settings the portal is started with."""

from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

NETWORK_FILE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "ceph",
    "glusterfs",
    "lustre",
    "afs",
}


@register(Tags.files)
def sqlite_lies_on_this_machine(app_configs, **kwargs) -> list[CheckMessage]:
    """SQLite relies on locks that network file systems only pretend to give."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    folder = Path(database["NAME"]).resolve().parent
    if file_system(folder, Path("/proc/self/mounts")) not in NETWORK_FILE_SYSTEMS:
        return []
    return [
        Error(
            f"The database would lie on a network file system ({folder}), where SQLite can lose data.",
            hint="Set AAB_VAR to a folder on this machine, or DATABASE_URL to a PostgreSQL server.",
            id="aab.E001",
        )
    ]


def file_system(folder: Path, mounts: Path) -> str:
    """The type of the file system `folder` lies on, such as "ext4"; empty where the system does not say."""
    if not mounts.exists():
        return ""
    fields = [line.split() for line in mounts.read_text().splitlines()]
    over = [(len(point), kind) for _device, point, kind, *_rest in fields if folder.is_relative_to(point)]
    return max(over, default=(0, ""))[1]


@register(Tags.security, deploy=True)
def production_is_whole(app_configs, **kwargs) -> list[CheckMessage]:
    """What production can start without, and should not run without."""
    messages = []
    if not settings.REDIS_URL:
        messages.append(
            Warning(
                "REDIS_URL is not set: limits on wrong passwords and mailed codes hold per process only.",
                hint="Set REDIS_URL, or run one web process with threads.",
                id="aab.W001",
            )
        )
    if settings.HTTPS and not settings.SITE_URL.startswith("https://"):
        messages.append(
            Warning(
                "SITE_URL does not begin with https://, so links in mails go the unsafe way.", id="aab.W002"
            )
        )
    return messages
