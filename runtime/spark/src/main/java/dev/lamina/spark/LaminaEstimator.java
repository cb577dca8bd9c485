package dev.lamina.spark;

import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingControl;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Trains a generated class on the executors of a Spark cluster. <b>The weights have the bits that one machine gives them</b>, whatever the number
 * of workers, threads and executors, and whatever fails meanwhile: the model file says into how many shards a batch is divided, and gradients
 * are added in one fixed tree.
 *
 * @param <E> the estimator itself
 */
public abstract class LaminaEstimator<E extends LaminaEstimator<E>> extends Estimator<LaminaTransformer>
        implements TrainingParams {
    private static final long serialVersionUID = 1;

    private final String uid;
    private @Nullable NetworkSource source;

    LaminaEstimator(String kind) {
        this.uid = kind + "_" + UUID.randomUUID().toString().substring(0, 12);
        Defaults.training(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    abstract E self();

    /** A new estimator of this kind. */
    abstract E another();

    /** Whether this trains a network that gives classes. */
    abstract boolean forClasses();

    private <T> E with(Param<T> param, T value) {
        set(param, value);
        return self();
    }

    /** Sets {@link #modelClass}. */
    public E setModelClass(String name) {
        source = NetworkSource.onClassPath(name);
        return with(modelClass(), name);
    }

    /** Reads a model file, of any Hadoop file system, and compiles it on the driver, which needs lamina-compiler. */
    public E setModelFile(String file) {
        source = NetworkSource.compiled(file, HadoopFiles.text(file));
        return with(modelFile(), file);
    }

    /** Sets {@link #featuresCol}. */
    public E setFeaturesCol(String name) {
        return with(featuresCol(), name);
    }

    /** Sets {@link #labelCol}. */
    public E setLabelCol(String name) {
        return with(labelCol(), name);
    }

    /** Sets {@link #featuresCols}, for a network with several inputs. */
    public E setFeaturesCols(String[] names) {
        return with(featuresCols(), names.clone());
    }

    /** Sets {@link #labelCols}, for a network with several outputs. */
    public E setLabelCols(String[] names) {
        return with(labelCols(), names.clone());
    }

    /** Sets {@link #idCol}. */
    public E setIdCol(String name) {
        return with(idCol(), name);
    }

    /** Sets {@link #predictionCol} of the model. */
    public E setPredictionCol(String name) {
        return with(predictionCol(), name);
    }

    /** Sets {@link #probabilityCol} of the model. */
    public E setProbabilityCol(String name) {
        return with(probabilityCol(), name);
    }

    /** Sets {@link #rawPredictionCol} of the model. */
    public E setRawPredictionCol(String name) {
        return with(rawPredictionCol(), name);
    }

    /** Sets {@link #batchSize} of the model. */
    public E setBatchSize(int rows) {
        return with(batchSize(), (Object) rows);
    }

    /** Sets {@link #workers}. */
    public E setWorkers(int count) {
        return with(workers(), (Object) count);
    }

    /** Sets {@link #threadsPerWorker}. */
    public E setThreadsPerWorker(int count) {
        return with(threadsPerWorker(), (Object) count);
    }

    /** Sets {@link #epochs}. */
    public E setEpochs(int count) {
        return with(epochs(), (Object) count);
    }

    /** Sets {@link #trainingBatch}. */
    public E setTrainingBatch(int count) {
        return with(trainingBatch(), (Object) count);
    }

    /** Sets {@link #seed}. */
    public E setSeed(long number) {
        return with(seed(), (Object) number);
    }

    /** Sets {@link #checkpointDir}. */
    public E setCheckpointDir(String folder) {
        return with(checkpointDir(), folder);
    }

    /** Sets {@link #checkpointEvery}. */
    public E setCheckpointEvery(int steps) {
        return with(checkpointEvery(), (Object) steps);
    }

    /** Sets {@link #timeoutSeconds}. */
    public E setTimeoutSeconds(int seconds) {
        return with(timeoutSeconds(), (Object) seconds);
    }

    private NetworkSource network() {
        if (source == null) {
            throw new IllegalStateException("setModelClass or setModelFile has to name a network");
        }
        return source;
    }

    /** A network of the class; refuses one that gives something else than this estimator trains. */
    private TrainableNetwork trainable() {
        TrainableNetwork network =
                network().trainer(network().newParameters(0), network().newTrainingState(), 1);
        Ports ports = Ports.of(network);
        if (ports.compared().isEmpty()) {
            throw new IllegalArgumentException(network().className() + " has no loss to train for");
        }
        if (ports.outputs().size() == 1 && ports.hasClasses() != forClasses()) {
            throw new IllegalArgumentException(network().className()
                    + (ports.hasClasses()
                            ? " gives classes: LaminaClassifier trains it"
                            : " gives no classes: LaminaRegressor trains models with a loss of numbers"));
        }
        return network;
    }

    @Override
    public LaminaTransformer fit(Dataset<?> dataset) {
        TrainableNetwork network = trainable();
        Ports ports = Ports.of(network);
        requireTrainable();
        TrainingData data = new TrainingData(
                dataset,
                SampleColumns.features(this, ports),
                SampleColumns.labels(this, ports),
                Optional.of(getOrDefault(idCol())).filter(name -> !name.isEmpty()),
                ports);
        Settings settings = new Settings(
                network().className(),
                network.shards(),
                network.weighsLabels(),
                whole(trainingBatch()) > 0 ? whole(trainingBatch()) : network().constant("BATCH"),
                whole(epochs()) > 0 ? whole(epochs()) : network().constant("EPOCHS"),
                isSet(seed())
                        ? (Long) getOrDefault(seed())
                        : network().newTrainingState().seed(),
                whole(workers()),
                whole(threadsPerWorker()),
                getOrDefault(checkpointDir()),
                whole(checkpointEvery()),
                whole(timeoutSeconds()));
        WorkerTask.Result result = new Training(dataset.sparkSession(), network(), settings, data).run();
        LaminaTransformer trained =
                LaminaTransformer.of(uid, new Weights(network(), result.weights(), "trained weights"), result.losses());
        return copyValues(trained, extractParamMap());
    }

    /** Refuses what a training in Spark cannot do, before it reads data. */
    private void requireTrainable() {
        Optional<TrainingControl> control =
                network().newTrainingControl(network().newTrainingState(), 1);
        if (control.filter(TrainingControl::needsHeldOut).isPresent()) {
            throw new IllegalArgumentException(network().className()
                    + " has `stop`, or `schedule plateau`, in its train block. They need held-out samples, which a training"
                    + " in Spark does not have: take them out, or use `schedule step` or `schedule cosine`");
        }
        if (control.isPresent()
                && whole(epochs()) > 0
                && whole(epochs()) != network().constant("EPOCHS")) {
            throw new IllegalArgumentException(network().className() + " has a schedule over "
                    + network().constant("EPOCHS") + " epochs: change `epochs` in the model file, not by setEpochs");
        }
        if (network().hasConstant("BALANCED_WEIGHTS")) {
            throw new IllegalArgumentException(network().className()
                    + " has a loss with `balanced` weights, which are counted by `lamina train` alone: write them as numbers,"
                    + " such as `weights = (1, 2.5)`");
        }
        if (network().hasConstant("SAMPLE_WEIGHTS")) {
            throw new IllegalArgumentException(network().className()
                    + " has a loss with `sample_weights`, and a training in Spark has no column for them: take them out, and repeat"
                    + " the rows that count more");
        }
    }

    /** The settings of a training, with those of the model file filled in. */
    record Settings(
            String name,
            int shards,
            boolean weighsLabels,
            int batch,
            int epochs,
            long seed,
            int workers,
            int threads,
            String checkpoints,
            int every,
            int timeoutSeconds) {}

    private int whole(Param<Object> param) {
        return (Integer) getOrDefault(param);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Ports ports = Ports.of(trainable());
        SampleColumns.of(ports, schema, SampleColumns.features(this, ports), SampleColumns.labels(this, ports));
        return Scores.Wanted.of(this).addedTo(schema, this, ports);
    }

    @Override
    public E copy(ParamMap extra) {
        E copy = another();
        ((LaminaEstimator<E>) copy).source = source;
        copyValues(copy, extra);
        return copy;
    }
}
