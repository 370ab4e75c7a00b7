"""Runs steps through psycopg2 or psycopg 3: python3 psycopg_like.py psycopg2|psycopg KEYWORDS_JSON STEP..."""

import importlib
import json
import sys
import time
import traceback


def mark(name):
    print(f"@{name} {time.monotonic():.6f}", flush=True)


def main():
    driver = importlib.import_module(sys.argv[1])
    keywords = json.loads(sys.argv[2])
    mark("loaded")
    sys.stdin.readline()
    try:
        connection = driver.connect(**keywords)
        connection.autocommit = True
        cursor = connection.cursor()
        for step in sys.argv[3:]:
            kind, _, rest = step.partition(" ")
            if kind == "quiet":
                mark("quiet")
            elif kind == "sleep":
                time.sleep(float(rest))
            else:
                cursor.execute(rest)
        mark("result")
    except Exception as error:
        mark("error")
        print("".join(traceback.format_exception_only(type(error), error)).strip())
        state = getattr(error, "pgcode", None) or getattr(error, "sqlstate", None)
        print(f"@sqlstate {state}", flush=True)


main()
