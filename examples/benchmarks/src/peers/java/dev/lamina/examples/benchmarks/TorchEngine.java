package dev.lamina.examples.benchmarks;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TensorView;
import java.util.Iterator;
import java.util.List;

/** A network by PyTorch, through the Deep Java Library. */
final class TorchEngine implements Engine {

    private final Model model;
    private final Trainer trainer;
    private final NDManager data;
    private final NDArray input;
    private final NDArray labels;
    private final Runnable call;

    /** Builds the network with Lamina's weights. The number of threads is a property of the process. */
    TorchEngine(Row row) {
        model = Model.newInstance(row.model());
        model.setBlock(block(row.model()));
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(0.01f))
                        .build()));
        Shape shape = new Shape(OnnxModel.inputShape(row.model(), row.batch()));
        trainer.initialize(shape);
        data = trainer.getManager();
        RowData numbers = PeerInput.of(row);
        input = data.create(numbers.input(), shape);
        labels = data.create(numbers.labels()).toType(DataType.FLOAT32, false);
        copyParameters(
                Models.parameters(Models.compile(row.model(), Target.SCALAR, false).load()));
        call = switch (row.work()) {
            case PREDICT -> () -> predict(false);
            case TRAIN -> this::train;
            case FORWARD_AND_BACKWARD -> this::forwardAndBackward;
        };
        if (row.work() == Row.Work.FORWARD_AND_BACKWARD) {
            input.setRequiresGradient(true);
        }
    }

    /** Both sides have the same parameters in the same order, apart from the running statistics, which Lamina has at the end. */
    private void copyParameters(Parameters from) {
        Iterator<TensorView> trained =
                from.views().stream().filter(TensorView::isTrained).iterator();
        Iterator<TensorView> running = from.views().stream()
                .filter(view -> !view.isTrained() && !view.isWhole())
                .iterator();
        for (Pair<String, Parameter> each : model.getBlock().getParameters()) {
            Parameter.Type type = each.getValue().getType();
            boolean statistic = type == Parameter.Type.RUNNING_MEAN || type == Parameter.Type.RUNNING_VAR;
            TensorView view = (statistic ? running : trained).next();
            NDArray to = each.getValue().getArray();
            if (to.size() != view.size()) {
                throw new IllegalStateException(view + " for " + each.getKey() + " " + to.getShape());
            }
            to.set(from.get(view.name()));
        }
        if (trained.hasNext() || running.hasNext()) {
            throw new IllegalStateException("PyTorch has fewer parameters than Lamina");
        }
    }

    private static Block block(String model) {
        SequentialBlock net = new SequentialBlock();
        switch (model) {
            case "tiny" -> fc(relu(fc(relu(fc(net, 32)), 32)), 4);
            case "mlp" -> fc(relu(fc(relu(fc(net, 256)), 128)), 10);
            case "lenet" -> {
                maxpool(relu(conv(net, 6, 5, 2)));
                maxpool(relu(conv(net, 16, 5, 0)));
                net.add(Blocks.batchFlattenBlock());
                fc(relu(fc(relu(fc(net, 120)), 84)), 10);
            }
            case "vgg" -> {
                maxpool(relu(conv(relu(conv(net, 32, 3, 1)), 32, 3, 1)));
                maxpool(relu(conv(relu(conv(net, 64, 3, 1)), 64, 3, 1)));
                net.add(Blocks.batchFlattenBlock());
                fc(relu(fc(net, 512)), 10);
            }
            case "resnet" -> resnet(net);
            case "mobilenet" -> mobilenet(net);
            case "detypify" -> detypify(net);
            case "lstm" -> scores(net.add(LSTM.builder().setStateSize(256).setNumLayers(2).optBatchFirst(false).build()), 10);
            case "gru" -> scores(net.add(GRU.builder().setStateSize(256).setNumLayers(2).optBatchFirst(false).build()), 10);
            case "rnn" -> scores(net.add(RNN.builder()
                    .setStateSize(256)
                    .setNumLayers(2)
                    .setActivation(RNN.Activation.TANH)
                    .optBatchFirst(false)
                    .build()), 10);
            case "waves" -> {
                relu(convOverSteps(relu(convOverSteps(net, 128, 3)), 128, 3));
                net.add(Pool.maxPool1dBlock(new Shape(2), new Shape(2)));
                relu(convOverSteps(net, 128, 3));
                fc(net.add(Pool.globalAvgPool1dBlock()), 10);
            }
            case "voice" -> scores(net.add(GRU.builder().setStateSize(48).setNumLayers(1).optBatchFirst(false).build()), 2);
            case "encoder" -> encoder(net, 128, 4);
            case "wide_encoder" -> encoder(net, 384, 6);
            default -> conv(net, 64, 3, 1);
        }
        return net;
    }

    private static void encoder(SequentialBlock net, int width, int heads) {
        for (int layer = 0; layer < 2; layer++) {
            sum(net, attention(layerNorm(new SequentialBlock()), width, heads), Blocks.identityBlock());
            Block products = fc(relu(fc(layerNorm(new SequentialBlock()), 4 * width)), width);
            sum(net, products, Blocks.identityBlock());
        }
        fc(layerNorm(net).add(outputs -> new NDList(outputs.singletonOrThrow().mean(new int[] {1}))), 10);
    }

    private static SequentialBlock layerNorm(SequentialBlock net) {
        return net.add(LayerNorm.builder().axis(2).build());
    }

    /** As PyTorch's MultiheadAttention: one product for queries, keys and values. */
    private static SequentialBlock attention(SequentialBlock net, int width, int heads) {
        return fc(fc(net, 3 * width).add(outputs -> new NDList(heads(outputs.singletonOrThrow(), heads))), width);
    }

    private static NDArray heads(NDArray projected, int heads) {
        long batch = projected.getShape().get(0);
        long steps = projected.getShape().get(1);
        long width = projected.getShape().get(2) / 3;
        NDArray parts = projected.reshape(batch, steps, 3, heads, width / heads).transpose(2, 0, 3, 1, 4);
        NDArray queries = parts.get(0).mul((float) (1 / Math.sqrt((double) width / heads)));
        NDArray weights = queries.matMul(parts.get(1).transpose(0, 1, 3, 2)).softmax(-1);
        return weights.matMul(parts.get(2)).transpose(0, 2, 1, 3).reshape(batch, steps, width);
    }

    private static SequentialBlock fc(SequentialBlock net, int units) {
        return net.add(Linear.builder().setUnits(units).build());
    }

    /** Scores from the last step. */
    private static void scores(SequentialBlock net, int classes) {
        fc(net.add(outputs -> new NDList(outputs.head().get("-1"))), classes);
    }

    private static SequentialBlock relu(SequentialBlock net) {
        return net.add(Activation.reluBlock());
    }

    private static SequentialBlock maxpool(SequentialBlock net) {
        return net.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }

    private static void resnet(SequentialBlock net) {
        relu(normalizedConv(net, 16, 3, 1, 1));
        for (int filters = 16; filters <= 64; filters *= 2) {
            for (int i = 0; i < 3; i++) {
                residual(net, filters, i == 0 && filters > 16 ? 2 : 1);
            }
        }
        fc(net.add(Pool.globalAvgPool2dBlock()), 10);
    }

    private static void residual(SequentialBlock net, int filters, int stride) {
        Block body = normalizedConv(relu(normalizedConv(new SequentialBlock(), filters, 3, stride, 1)), filters, 3, 1, 1);
        Block shortcut = stride == 1 ? Blocks.identityBlock() : normalizedConv(new SequentialBlock(), filters, 1, 2, 1);
        relu(sum(net, body, shortcut));
    }

    private static SequentialBlock sum(SequentialBlock net, Block body, Block shortcut) {
        return net.add(new ParallelBlock(
                outputs -> new NDList(
                        outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow())),
                List.of(body, shortcut)));
    }

    private static void mobilenet(SequentialBlock net) {
        relu6(normalizedConv(net, 16, 3, 2, 1));
        normalizedConv(relu6(normalizedConv(net, 16, 3, 1, 16)), 8, 1, 1, 1);
        inverted(net, 48, 16, 2);
        sum(net, inverted(new SequentialBlock(), 96, 16, 1), Blocks.identityBlock());
        inverted(net, 96, 24, 2);
        sum(net, inverted(new SequentialBlock(), 144, 24, 1), Blocks.identityBlock());
        inverted(net, 144, 48, 1);
        sum(net, inverted(new SequentialBlock(), 288, 48, 1), Blocks.identityBlock());
        inverted(net, 288, 80, 2);
        relu6(normalizedConv(net, 320, 1, 1, 1));
        fc(net.add(Pool.globalAvgPool2dBlock()), 10);
    }

    private static SequentialBlock inverted(SequentialBlock net, int wide, int narrow, int stride) {
        relu6(normalizedConv(net, wide, 1, 1, 1));
        relu6(normalizedConv(net, wide, 3, stride, wide));
        return normalizedConv(net, narrow, 1, 1, 1);
    }

    private static void detypify(SequentialBlock net) {
        relu(conv(relu(conv(net, 32, 3, 2, 1, true)), 16, 3, 1, 1, true));
        relu(conv(relu(halve(net, 16, 16)), 32, 3, 1, 1, true));
        begin(relu(halve(net, 32, 24)), 24, 72, 32, 5);
        for (int i = 0; i < 4; i++) {
            residual(net, bottleneck(new SequentialBlock(), 64, 32, 3));
        }
        residual(net, pixels(relu(pixels(same(new SequentialBlock(), 32, 3), 128)), 32));
        begin(net, 32, 192, 48, 3);
        residual(net, bottleneck(same(new SequentialBlock(), 48, 5), 192, 48, 5));
        residual(net, bottleneck(new SequentialBlock(), 192, 48, 5));
        residual(net, bottleneck(new SequentialBlock(), 144, 48, 5));
        for (int i = 0; i < 2; i++) {
            residual(net, bottleneck(new SequentialBlock(), 192, 48, 3));
        }
        fc(relu(fc(relu(pixels(net, 336)).add(Pool.globalAvgPool2dBlock()), 1280)), 411);
    }

    private static SequentialBlock residual(SequentialBlock net, Block body) {
        return sum(net, body, Blocks.identityBlock());
    }

    private static SequentialBlock begin(SequentialBlock net, int channels, int wide, int narrow, int kernel) {
        return halve(relu(same(relu(pixels(same(net, channels, kernel), wide)), wide, kernel)), wide, narrow);
    }

    private static SequentialBlock bottleneck(SequentialBlock net, int wide, int narrow, int kernel) {
        return pixels(relu(same(relu(pixels(net, wide)), wide, kernel)), narrow);
    }

    private static SequentialBlock halve(SequentialBlock net, int channels, int filters) {
        return pixels(conv(net, channels, 3, 2, channels, false), filters);
    }

    /** A depthwise convolution that keeps the size. */
    private static SequentialBlock same(SequentialBlock net, int channels, int kernel) {
        return conv(net, channels, kernel, 1, channels, true);
    }

    private static SequentialBlock pixels(SequentialBlock net, int filters) {
        return conv(net, filters, 1, 1, 1, true);
    }

    private static SequentialBlock relu6(SequentialBlock net) {
        return net.add(outputs -> new NDList(outputs.singletonOrThrow().clip(0, 6)));
    }

    private static SequentialBlock normalizedConv(
            SequentialBlock net, int filters, int kernel, int stride, int groups) {
        return conv(net, filters, kernel, stride, groups, false)
                .add(BatchNorm.builder().build());
    }

    /** A convolution that keeps the size, but for the stride. */
    private static SequentialBlock conv(
            SequentialBlock net, int filters, int kernel, int stride, int groups, boolean bias) {
        return net.add(Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optGroups(groups)
                .optBias(bias)
                .build());
    }

    private static SequentialBlock convOverSteps(SequentialBlock net, int filters, int kernel) {
        return net.add(Conv1d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel))
                .optPadding(new Shape(kernel / 2))
                .build());
    }

    private static SequentialBlock conv(SequentialBlock net, int filters, int kernel, int padding) {
        return net.add(Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(padding, padding))
                .build());
    }

    /** One prediction; its outputs if they are wanted, else nothing. */
    private float[] predict(boolean wanted) {
        try (NDManager calls = data.newSubManager()) {
            input.attach(calls);
            NDList outputs = model.getBlock().forward(new ParameterStore(calls, false), new NDList(input), false);
            float[] numbers = wanted ? outputs.singletonOrThrow().toFloatArray() : new float[0];
            input.attach(data);
            return numbers;
        }
    }

    private void train() {
        try (NDManager calls = data.newSubManager();
                GradientCollector gradients = trainer.newGradientCollector()) {
            NDList output = trainer.forward(new NDList(input));
            output.attach(calls);
            NDArray loss = trainer.getLoss().evaluate(new NDList(labels), output);
            loss.attach(calls);
            gradients.backward(loss);
        }
        trainer.step();
    }

    private void forwardAndBackward() {
        try (NDManager calls = data.newSubManager();
                GradientCollector gradients = trainer.newGradientCollector()) {
            NDArray output = trainer.forward(new NDList(input)).singletonOrThrow();
            output.attach(calls);
            NDArray sum = output.sum();
            sum.attach(calls);
            gradients.backward(sum);
        }
    }

    @Override
    public void call() {
        call.run();
    }

    @Override
    public float[] outputs() {
        return predict(true);
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
