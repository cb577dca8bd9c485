package dev.lamina.examples.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
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
        "LSTM_PREDICT_1",
        "GRU_PREDICT_1",
        "RNN_PREDICT_1",
        "CONV_FORWARD_8"
    })
    public Row row;

    /** What the class is generated for, elsewhere; here a name for the table. */
    @Param("ORT")
    public String target;

    private OrtSession session;
    private OnnxTensor input;

    /** Builds the model and a session on one thread. */
    @Setup
    public void prepare() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(OnnxModel.of(row.model(), row.batch()), options);
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
