package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.Transform;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One call of a network: a prediction, a training step, or a forward and a backward pass. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkCall {

    /** The line of the table; all of them unless chosen. */
    @Param
    public Row row;

    /** What the class is generated for. */
    @Param
    public Target target;

    private Runnable call;

    /** Compiles, loads and fills the network with numbers. */
    @Setup
    public void prepare() {
        boolean backward = row.work() == Row.Work.FORWARD_AND_BACKWARD;
        LoadedNetwork loaded = Models.compile(row.model(), target, backward).load();
        Parameters parameters = loaded.newParameters(1);
        Random random = new Random(1);
        if (row.work() == Row.Work.PREDICT) {
            Predictor network = (Predictor) loaded.predictor(parameters, row.batch());
            float[] input = numbers(random, row.batch() * network.inputSize());
            float[] output = new float[row.batch() * network.outputSize()];
            call = () -> network.predict(input, row.batch(), output);
            return;
        }
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), row.batch());
        float[] input = numbers(random, row.batch() * network.inputSize());
        if (network instanceof Classifier classifier) {
            int[] labels = random.ints(row.batch(), 0, classifier.classes()).toArray();
            call = () -> classifier.trainStep(input, labels, row.batch());
        } else {
            Transform transform = (Transform) network;
            float[] outputGradient = numbers(random, row.batch() * network.outputSize());
            call = () -> {
                transform.forward(input, row.batch());
                transform.backward(outputGradient);
            };
        }
    }

    private static float[] numbers(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** The call that is timed; everything it computes lands in arrays, so that nothing can be left out. */
    @Benchmark
    public void call() {
        call.run();
    }
}
