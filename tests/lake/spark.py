"""A Spark of our own: local, one thread, everything it leaves behind in the working directory."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.log.level": "ERROR",
}


@contextmanager
def session() -> Iterator[SparkSession]:
    """Start Spark, and end it with its Java."""
    spark = SparkSession.builder.master("local[1]").config(map=dict(SETTINGS)).getOrCreate()
    gateway = spark.sparkContext._gateway
    try:
        yield spark
    finally:
        spark.stop()
        if gateway:
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait()
