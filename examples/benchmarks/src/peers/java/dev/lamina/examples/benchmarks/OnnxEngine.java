package dev.lamina.examples.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** The predictions of a network by ONNX Runtime. */
final class OnnxEngine implements Engine {

    private final OrtSession session;
    private final OnnxTensor input;

    /** Builds the model with Lamina's weights, and a session with all graph optimizations. */
    OnnxEngine(Row row, int threads) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        LoadedNetwork lamina = Models.compile(row.model(), Target.SCALAR, false).load();
        session =
                environment.createSession(OnnxModel.of(row.model(), Models.parameters(lamina), row.batch()), options);
        float[] numbers = PeerInput.of(row).input();
        FloatBuffer buffer = ByteBuffer.allocateDirect(numbers.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(numbers).rewind();
        input = OnnxTensor.createTensor(environment, buffer, OnnxModel.inputShape(row.model(), row.batch()));
    }

    /** One prediction; the result is closed, as its memory is not the collector's. */
    @Override
    public void call() {
        try {
            session.run(Map.of("x0", input)).close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] outputs() {
        try (OrtSession.Result result = session.run(Map.of("x0", input))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] outputs = new float[buffer.remaining()];
            buffer.get(outputs);
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
