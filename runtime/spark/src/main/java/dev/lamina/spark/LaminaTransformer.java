package dev.lamina.spark;

import dev.lamina.runtime.Parameters;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows with a generated class and trained weights. It is also what {@link LaminaClassifier} and {@link LaminaRegressor} return.
 *
 * <pre>
 * new LaminaTransformer()
 *         .setModelClass("com.acme.Digits")
 *         .setWeightsFile("hdfs:///models/digits.safetensors")
 *         .transform(rows);
 * </pre>
 *
 * <p>It appends the scores of the classes ({@code rawPrediction}), their softmax ({@code probability}) and the class ({@code prediction}); for a
 * network that predicts numbers, the number alone. A network with several outputs gives these columns for each, with its name behind them:
 * {@code prediction_boxes}. Rows of an executor are scored with one copy of the weights, in batches.
 */
public final class LaminaTransformer extends Model<LaminaTransformer> implements ScoringParams, MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private @Nullable NetworkSource source;
    private byte @Nullable [] weights;
    private String weightsName = "";
    private double[] losses = {};

    /** A transformer that needs a class and weights. */
    public LaminaTransformer() {
        this("lamina_" + UUID.randomUUID().toString().substring(0, 12));
    }

    /** A transformer with an id of its own. */
    public LaminaTransformer(String uid) {
        this.uid = uid;
        Defaults.scoring(this);
    }

    /** A transformer with a class and the bytes of a weights file. */
    static LaminaTransformer of(String uid, Weights trained, double[] losses) {
        LaminaTransformer transformer = new LaminaTransformer(uid);
        transformer.source = trained.source();
        transformer.weights = trained.bytes();
        transformer.weightsName = trained.name();
        transformer.losses = losses.clone();
        return transformer;
    }

    @Override
    public String uid() {
        return uid;
    }

    /** Sets {@link #modelClass}. */
    public LaminaTransformer setModelClass(String name) {
        source = NetworkSource.onClassPath(name);
        set(modelClass(), name);
        return this;
    }

    /** Reads a model file, of any Hadoop file system, and compiles it on the driver, which needs lamina-compiler. */
    public LaminaTransformer setModelFile(String file) {
        source = NetworkSource.compiled(file, HadoopFiles.text(file));
        set(modelFile(), file);
        return this;
    }

    /** Reads a weights file (safetensors) of any Hadoop file system. */
    public LaminaTransformer setWeightsFile(String file) {
        weights = HadoopFiles.bytes(file);
        weightsName = file;
        return this;
    }

    /** Sets {@link #featuresCol}. */
    public LaminaTransformer setFeaturesCol(String name) {
        set(featuresCol(), name);
        return this;
    }

    /** Sets {@link #featuresCols}, for a network with several inputs. */
    public LaminaTransformer setFeaturesCols(String[] names) {
        set(featuresCols(), names.clone());
        return this;
    }

    /** Sets {@link #predictionCol}. */
    public LaminaTransformer setPredictionCol(String name) {
        set(predictionCol(), name);
        return this;
    }

    /** Sets {@link #probabilityCol}. */
    public LaminaTransformer setProbabilityCol(String name) {
        set(probabilityCol(), name);
        return this;
    }

    /** Sets {@link #rawPredictionCol}. */
    public LaminaTransformer setRawPredictionCol(String name) {
        set(rawPredictionCol(), name);
        return this;
    }

    /** Sets {@link #batchSize}. */
    public LaminaTransformer setBatchSize(int rows) {
        set(batchSize(), (Object) rows);
        return this;
    }

    /** The weights, as a safetensors file. */
    public byte[] weights() {
        return trained().bytes().clone();
    }

    /** The mean loss of each epoch of the training that made this; none if it was not made by a training. */
    public double[] losses() {
        return losses.clone();
    }

    /** The class and its weights. */
    Weights trained() {
        if (source == null) {
            throw new IllegalStateException("setModelClass or setModelFile has to name a network");
        }
        if (weights == null) {
            throw new IllegalStateException("setWeightsFile has to name a file of weights");
        }
        return new Weights(source, weights, weightsName);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Ports ports = Ports.of(network(trained()));
        columns(schema, ports); // says what is wrong
        return Scores.Wanted.of(this).addedTo(schema, this, ports);
    }

    private static dev.lamina.runtime.Network network(Weights trained) {
        Parameters parameters = trained.parameters();
        return trained.source().predictor(parameters, 1);
    }

    private SampleColumns columns(StructType schema, Ports ports) {
        return SampleColumns.ofFeatures(ports, schema, SampleColumns.features(this, ports));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        Weights trained = trained();
        Ports ports = Ports.of(network(trained));
        SampleColumns columns = columns(dataset.schema(), ports);
        Scores.Wanted wanted = Scores.Wanted.of(this);
        StructType schema = wanted.addedTo(dataset.schema(), this, ports);
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        Broadcast<Weights> broadcast = context.broadcast(trained);
        JavaRDD<InternalRow> rows = InternalRows.of(dataset);
        int batch = (Integer) getOrDefault(batchSize());
        return InternalRows.dataset(
                dataset.sparkSession(),
                rows.mapPartitions(new Scores(broadcast, columns, batch, wanted), true),
                schema);
    }

    @Override
    public LaminaTransformer copy(ParamMap extra) {
        LaminaTransformer copy = new LaminaTransformer(uid);
        copy.source = source;
        copy.weights = weights;
        copy.weightsName = weightsName;
        copy.losses = losses;
        return copyValues(copy, extra);
    }

    @Override
    public MLWriter write() {
        return new Persistence.Writer(this);
    }

    /** Reads what {@link #write} has written. */
    public static MLReader<LaminaTransformer> read() {
        return new Persistence.Reader();
    }

    /** Reads a saved transformer. */
    public static LaminaTransformer load(String path) {
        return read().load(path);
    }
}
