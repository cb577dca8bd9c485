import dev.lamina.spark.{LaminaClassifier, LaminaTransformer}
import org.apache.spark.ml.{Pipeline, PipelineModel, PipelineStage}
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.sql.{DataFrame, Dataset, Row}

/** What a program in Scala does: an estimator in a pipeline, its params, the model that it gives. */
object Digits {
  def train(digits: Dataset[Row], modelFile: String): Array[Byte] = {
    val classifier = new LaminaClassifier()
      .setModelFile(modelFile)
      .setIdCol("id")
      .setWorkers(1)
    val epochs = ParamMap(classifier.epochs -> 1, classifier.seed -> 7L)
    val model: PipelineModel = new Pipeline().setStages(Array[PipelineStage](classifier)).fit(digits, epochs)
    val scored: DataFrame = model.transform(digits)
    require(scored.columns.contains("probability"))
    require(scored.filter("prediction >= 0").count() == digits.count())
    model.stages.last match { case lamina: LaminaTransformer => lamina.weights }
  }
}
