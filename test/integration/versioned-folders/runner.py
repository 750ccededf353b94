"""A runner of versioned folders as the guide describes it, for the tests alone.

    python3 runner.py up DATABASE MIGRATIONS [TARGET]
    python3 runner.py down DATABASE MIGRATIONS VERSION

What it does is what Blueplane Telemetry Core's runner does: the same files, the same SQL to the
database, in the same steps. Exit code 1: a migration failed.
"""

import hashlib
import json
import os
import socket
import sqlite3
import sys
import time
from datetime import datetime, timezone

try:
    import yaml
except ImportError:
    yaml = None

TABLE = """
CREATE TABLE IF NOT EXISTS migration_history (
    version INTEGER PRIMARY KEY,
    description TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    execution_time_ms INTEGER,
    status TEXT NOT NULL DEFAULT 'completed'
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'rolled_back')),
    rollback_at TIMESTAMP,
    applied_by TEXT,
    metadata TEXT,
    error_message TEXT,
    hostname TEXT
)
"""
INDEX = """
CREATE INDEX IF NOT EXISTS idx_migration_history_status
    ON migration_history (status, applied_at DESC)
"""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def now():
    return datetime.now(timezone.utc).isoformat()


def metadata_of(folder):
    path = os.path.join(folder, "metadata.yaml")
    if not os.path.exists(path):
        return None
    # JSON is YAML; without a YAML parser the tests write nothing else.
    parsed = yaml.safe_load(read(path)) if yaml else json.loads(read(path))
    return json.dumps(parsed) if parsed else None


def migrations_in(root):
    found = []
    for name in os.listdir(root):
        folder = os.path.join(root, name)
        up = os.path.join(folder, "up.sql")
        head, underscores, rest = name.partition("__")
        if not name.startswith("V") or not underscores or not os.path.exists(up):
            continue
        found.append((int(head[1:]), rest.replace("_", " "), folder, read(up)))
    return sorted(found)


def record(database, version, description, sql, milliseconds, status, error, folder):
    checksum = hashlib.sha256(sql.encode("utf-8")).hexdigest()
    row = (
        *(version, description, checksum, now(), milliseconds, status),
        *("migration_runner.py", metadata_of(folder), error, socket.gethostname()),
    )
    database.execute(
        "INSERT OR REPLACE INTO migration_history (version, description, checksum, applied_at,"
        " execution_time_ms, status, applied_by, metadata, error_message, hostname)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    database.commit()


def up(database, root, target):
    completed = {
        version
        for (version,) in database.execute(
            "SELECT version FROM migration_history WHERE status = 'completed'"
        )
    }
    for version, description, folder, sql in migrations_in(root):
        if version in completed or (target is not None and version > target):
            continue
        began = time.time()
        status, error = "completed", None
        try:
            database.executescript(sql)
        except sqlite3.Error as failure:
            status, error = "failed", str(failure)
            database.rollback()
        took = int((time.time() - began) * 1000)
        record(database, version, description, sql, took, status, error, folder)
        if error is not None:
            sys.exit(1)


def down(database, root, wanted):
    (folder,) = [folder for version, _, folder, _ in migrations_in(root) if version == wanted]
    database.executescript(read(os.path.join(folder, "down.sql")))
    database.execute(
        "UPDATE migration_history SET status = 'rolled_back', rollback_at = ? WHERE version = ?",
        (now(), wanted),
    )
    database.commit()


def main():
    direction, path, root, *version = sys.argv[1:]
    database = sqlite3.connect(path)
    database.execute(TABLE)
    database.execute(INDEX)
    database.commit()
    wanted = int(version[0]) if version else None
    (up if direction == "up" else down)(database, root, wanted)


main()
