package dev.lamina.examples.benchmarks;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
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
import java.util.List;
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

/** The same networks by PyTorch, through the Deep Java Library, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1", "-Doffline=true"})
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class Torch {

    /** The line of the table. */
    @Param
    public Row row;

    /** What the class is generated for, elsewhere; here a name for the table. */
    @Param("PT")
    public String target;

    private Model model;
    private Trainer trainer;
    private NDManager data;
    private NDArray input;
    private NDArray labels;
    private Runnable call;

    /** Builds the network and its input. */
    @Setup
    public void prepare() {
        model = Model.newInstance(row.model());
        model.setBlock(block(row.model()));
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(0.01f))
                        .build()));
        Shape shape = new Shape(OnnxModel.inputShape(row.model(), row.batch()));
        trainer.initialize(shape);
        data = trainer.getManager();
        input = data.randomNormal(shape);
        labels = data.zeros(new Shape(row.batch()));
        switch (row.work()) {
            case PREDICT -> call = this::predict;
            case TRAIN -> call = this::train;
            default -> {
                input.setRequiresGradient(true);
                call = this::forwardAndBackward;
            }
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
            case "lstm" -> last(net.add(LSTM.builder().setStateSize(256).setNumLayers(2).optBatchFirst(false).build()));
            case "gru" -> last(net.add(GRU.builder().setStateSize(256).setNumLayers(2).optBatchFirst(false).build()));
            case "rnn" -> last(net.add(RNN.builder()
                    .setStateSize(256)
                    .setNumLayers(2)
                    .setActivation(RNN.Activation.TANH)
                    .optBatchFirst(false)
                    .build()));
            default -> conv(net, 64, 3, 1);
        }
        return net;
    }

    private static SequentialBlock fc(SequentialBlock net, int units) {
        return net.add(Linear.builder().setUnits(units).build());
    }

    /** Ten scores from the last step. */
    private static void last(SequentialBlock net) {
        fc(net.add(outputs -> new NDList(outputs.head().get("-1"))), 10);
    }

    private static SequentialBlock relu(SequentialBlock net) {
        return net.add(Activation.reluBlock());
    }

    private static SequentialBlock maxpool(SequentialBlock net) {
        return net.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }

    private static void resnet(SequentialBlock net) {
        relu(normalizedConv(net, 16, 3, 1));
        for (int filters = 16; filters <= 64; filters *= 2) {
            for (int i = 0; i < 3; i++) {
                residual(net, filters, i == 0 && filters > 16 ? 2 : 1);
            }
        }
        fc(net.add(Pool.globalAvgPool2dBlock()), 10);
    }

    private static void residual(SequentialBlock net, int filters, int stride) {
        Block body = normalizedConv(relu(normalizedConv(new SequentialBlock(), filters, 3, stride)), filters, 3, 1);
        Block shortcut = stride == 1 ? Blocks.identityBlock() : normalizedConv(new SequentialBlock(), filters, 1, 2);
        relu(net.add(new ParallelBlock(
                outputs -> new NDList(
                        outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow())),
                List.of(body, shortcut))));
    }

    private static SequentialBlock normalizedConv(SequentialBlock net, int filters, int kernel, int stride) {
        return net.add(Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(kernel, kernel))
                        .optStride(new Shape(stride, stride))
                        .optPadding(new Shape(kernel / 2, kernel / 2))
                        .optBias(false)
                        .build())
                .add(BatchNorm.builder().build());
    }

    private static SequentialBlock conv(SequentialBlock net, int filters, int kernel, int padding) {
        return net.add(Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(padding, padding))
                .build());
    }

    private void predict() {
        try (NDManager calls = data.newSubManager()) {
            input.attach(calls);
            model.getBlock().forward(new ParameterStore(calls, false), new NDList(input), false);
            input.attach(data);
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

    /** The call that is timed. */
    @Benchmark
    public void call() {
        call.run();
    }

    /** Frees what is not the collector's. */
    @TearDown
    public void close() {
        trainer.close();
        model.close();
    }
}
