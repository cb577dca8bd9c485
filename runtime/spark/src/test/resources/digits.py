"""Trains the digits with the wrapper of the documentation, and prints the hash of the weights and how many predictions there are.

Arguments: a file with the wrapper, the model file, the data.
"""

import hashlib
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

with open(sys.argv[1]) as wrapper:
    exec(wrapper.read())

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
table = spark.read.csv(sys.argv[3]).filter(F.col("_c0").rlike("^[0-9]"))
pixels = F.array(*[F.col(f"_c{i}").cast("double") / 16 for i in range(64)])
digits = table.select(pixels.alias("features"), F.col("_c64").cast("double").alias("label"))
digits = digits.withColumn("id", F.monotonically_increasing_id()).filter("id < 320")

model = LaminaClassifier(sys.argv[2], workers=1, id_col="id").fit(digits)
scored = model.transform(digits).filter("prediction >= 0 and prediction <= 9")
print(hashlib.sha256(bytes(model.weights())).hexdigest(), scored.count())
