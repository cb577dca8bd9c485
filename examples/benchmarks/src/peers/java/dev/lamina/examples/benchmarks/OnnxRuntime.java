package dev.lamina.examples.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.TensorView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The predictions of the same networks by ONNX Runtime, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class OnnxRuntime {

    /** The line of the table; only predictions can be chosen. */
    @Param({
        "TINY_PREDICT_1",
        "MLP_PREDICT_1",
        "MLP_PREDICT_64",
        "LENET_PREDICT_1",
        "LENET_PREDICT_64",
        "VGG_PREDICT_1",
        "VGG_PREDICT_32",
        "RESNET_PREDICT_1",
        "RESNET_PREDICT_32",
        "LSTM_PREDICT_1",
        "GRU_PREDICT_1",
        "RNN_PREDICT_1",
        "CONV_FORWARD_8"
    })
    public Row row;

    /** What the class is generated for, elsewhere; here a name for the table. */
    @Param("ORT")
    public String target;

    private static final float TOLERANCE = 1e-4f;

    private OrtSession session;
    private OnnxTensor input;

    /** Builds the model and a session on one thread. */
    @Setup
    public void prepare() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        LoadedNetwork lamina = Models.compile(row.model(), Target.SCALAR, false).load();
        Parameters parameters = lamina.newParameters(1);
        varyVectors(parameters);
        session = environment.createSession(OnnxModel.of(row.model(), parameters, row.batch()), options);
        long[] shape = OnnxModel.inputShape(row.model(), row.batch());
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        FloatBuffer numbers = ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            numbers.put(i, (float) random.nextGaussian());
        }
        input = OnnxTensor.createTensor(environment, numbers, shape);
        if (!OnnxModel.isRecurrent(row.model())) {
            compare((Predictor) lamina.predictor(parameters, row.batch()), numbers);
        }
    }

    /** Biases and statistics start with zeros and ones, which would hide mistakes in their use. */
    private static void varyVectors(Parameters parameters) {
        Random random = new Random(2);
        for (TensorView view : parameters.views()) {
            if (view.shape().length == 1) {
                float[] numbers = parameters.get(view.name());
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] += random.nextFloat() / 4;
                }
                parameters.set(view.name(), numbers);
            }
        }
    }

    /** The tolerance is relative to the largest output, as sums in another order differ in the last digits. */
    private void compare(Predictor lamina, FloatBuffer numbers) throws OrtException {
        float[] input = new float[numbers.capacity()];
        numbers.get(0, input);
        float[] expected = new float[row.batch() * lamina.outputSize()];
        lamina.predict(input, row.batch(), expected);
        float[] actual = new float[expected.length];
        try (OrtSession.Result result = session.run(Map.of("x0", this.input))) {
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(actual);
        }
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        if (!(difference <= TOLERANCE * largest)) {
            throw new IllegalStateException(
                    row + ": outputs differ by " + difference + ", the largest is " + largest);
        }
    }

    /** One prediction; the result is closed, as its memory is not the collector's. */
    @Benchmark
    public void call() throws OrtException {
        session.run(Map.of("x0", input)).close();
    }

    /** Frees what is not the collector's. */
    @TearDown
    public void close() throws OrtException {
        input.close();
        session.close();
    }
}
