package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Transform;

/** A class that Lamina generates and loads. */
final class LaminaEngine implements Engine {

    private final Row row;
    private final Predictor network;
    private final float[] input;
    private final float[] output;
    private final Runnable call;

    LaminaEngine(Row row, Target target, int threads) {
        this.row = row;
        boolean inputGradients = row.work() == Row.Work.FORWARD_AND_BACKWARD;
        LoadedNetwork loaded =
                Models.compile(row.model(), target, inputGradients).load();
        Parameters parameters = Models.parameters(loaded);
        if (row.work() == Row.Work.PREDICT) {
            network = (Predictor) loaded.predictor(parameters, row.batch());
        } else {
            network = (Predictor) loaded.trainer(parameters, loaded.newTrainingState(), row.batch());
        }
        network.threads(threads);
        RowData data = RowData.of(row, network.inputSize());
        input = data.input();
        output = new float[row.batch() * network.outputSize()];
        call = call(data);
    }

    private Runnable call(RowData data) {
        int batch = row.batch();
        if (row.work() == Row.Work.PREDICT) {
            return () -> network.predict(input, batch, output);
        }
        if (network instanceof Classifier classifier) {
            return () -> classifier.trainStep(input, data.labels(), batch);
        }
        Transform transform = (Transform) network;
        float[] outputGradient = RowData.outputGradient(row, network.outputSize());
        return () -> {
            transform.forward(input, batch);
            transform.backward(outputGradient);
        };
    }

    @Override
    public void call() {
        call.run();
    }

    @Override
    public float[] outputs() {
        network.predict(input, row.batch(), output);
        return output.clone();
    }
}
