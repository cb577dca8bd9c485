package dev.lamina.examples.benchmarks;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TensorView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Writes the benchmarks' networks as ONNX models, with the weights of Lamina's networks. */
final class OnnxModel {

    private static final int STEPS = 64;

    /** ONNX has other orders of the gates: input, output, forget, cell instead of input, forget, cell, output. */
    private static final int[] LSTM_GATES = {0, 3, 1, 2};

    /** Update, reset, new instead of reset, update, new. */
    private static final int[] GRU_GATES = {1, 0, 2};

    private static final int[] RNN_GATES = {0};

    private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("benchmark");
    private final Parameters parameters;
    private final Iterator<TensorView> views;
    private final long[] input;
    private final int batch;
    private int channels;
    private int size;
    private int values;
    private String value = "x0";

    /** Of images, or of vectors if they have one pixel. */
    private OnnxModel(Parameters parameters, int batch, int channels, int size) {
        this.parameters = parameters;
        views = parameters.views().stream().filter(TensorView::isTrained).iterator();
        this.batch = batch;
        this.channels = channels;
        this.size = size;
        input = size == 1 ? new long[] {batch, channels} : new long[] {batch, channels, size, size};
        graph.addInput(value("x0", input));
    }

    /** Of sequences, with the steps first if they are for a recurrent layer, and last for a convolution. */
    private OnnxModel(String model, Parameters parameters, int batch) {
        this.parameters = parameters;
        views = parameters.views().stream().filter(TensorView::isTrained).iterator();
        this.batch = batch;
        input = inputShape(model, batch);
        channels = (int) input[model.equals("waves") ? 1 : 2];
        size = 1;
        graph.addInput(value("x0", input));
    }

    /** The bytes of a model, for batches of one size. */
    static byte[] of(String model, Parameters parameters, int batch) {
        return switch (model) {
            case "tiny" -> new OnnxModel(parameters, batch, 16, 1).fc(32).relu().fc(32).relu().fc(4).bytes();
            case "mlp" -> new OnnxModel(parameters, batch, 784, 1).fc(256).relu().fc(128).relu().fc(10).bytes();
            case "lenet" -> new OnnxModel(parameters, batch, 1, 28)
                    .conv(6, 5, 2).relu().maxpool().conv(16, 5, 0).relu().maxpool().flatten()
                    .fc(120).relu().fc(84).relu().fc(10).bytes();
            case "vgg" -> new OnnxModel(parameters, batch, 3, 32)
                    .conv(32, 3, 1).relu().conv(32, 3, 1).relu().maxpool()
                    .conv(64, 3, 1).relu().conv(64, 3, 1).relu().maxpool().flatten()
                    .fc(512).relu().fc(10).bytes();
            case "resnet" -> new OnnxModel(parameters, batch, 3, 32).resnet().bytes();
            case "conv" -> new OnnxModel(parameters, batch, 64, 56).conv(64, 3, 1).bytes();
            case "mobilenet" -> new OnnxModel(parameters, batch, 3, 64).mobilenet().bytes();
            case "detypify" -> new OnnxModel(parameters, batch, 1, 224).detypify().bytes();
            case "lstm" -> new OnnxModel(model, parameters, batch).twice("LSTM", LSTM_GATES).fc(10).bytes();
            case "gru" -> new OnnxModel(model, parameters, batch).twice("GRU", GRU_GATES).fc(10).bytes();
            case "rnn" -> new OnnxModel(model, parameters, batch).twice("RNN", RNN_GATES).fc(10).bytes();
            case "waves" -> new OnnxModel(model, parameters, batch).waves().bytes();
            case "voice" -> new OnnxModel(model, parameters, batch).last("GRU", GRU_GATES, 48).fc(2).bytes();
            case "encoder" -> new OnnxModel(model, parameters, batch).encoder(4).bytes();
            case "wide_encoder" -> new OnnxModel(model, parameters, batch).encoder(6).bytes();
            default -> throw new IllegalArgumentException(model);
        };
    }

    /** Whether the input is a sequence, which ONNX wants with the steps before the samples. */
    static boolean isRecurrent(String model) {
        return List.of("lstm", "gru", "rnn", "voice").contains(model);
    }

    /** The sizes of a model's input. */
    static long[] inputShape(String model, int batch) {
        return switch (model) {
            case "tiny" -> new long[] {batch, 16};
            case "mlp" -> new long[] {batch, 784};
            case "lenet" -> new long[] {batch, 1, 28, 28};
            case "vgg", "resnet" -> new long[] {batch, 3, 32, 32};
            case "mobilenet" -> new long[] {batch, 3, 64, 64};
            case "detypify" -> new long[] {batch, 1, 224, 224};
            case "lstm", "gru", "rnn" -> new long[] {STEPS, batch, 64};
            case "voice" -> new long[] {50, batch, 16};
            case "waves" -> new long[] {batch, 64, 128};
            case "encoder" -> new long[] {batch, 64, 128};
            case "wide_encoder" -> new long[] {batch, 128, 384};
            default -> new long[] {batch, 64, 56, 56};
        };
    }

    private OnnxModel fc(int units) {
        node("Gemm", weights(units, channels), weights(units)).addAttribute(number("transB", 1));
        channels = units;
        return this;
    }

    /** Two recurrent layers of 256, and the last step of the second. */
    private OnnxModel twice(String operator, int[] gates) {
        recurrent(operator, gates, 256).addOutput(nextValue());
        return reshape(STEPS, batch, channels).last(operator, gates, 256);
    }

    /** The last step of a recurrent layer. */
    private OnnxModel last(String operator, int[] gates, int hidden) {
        recurrent(operator, gates, hidden).addOutput("").addOutput(nextValue());
        return reshape(batch, channels);
    }

    private OnnxMl.NodeProto.Builder recurrent(String operator, int[] gates, int hidden) {
        int rows = gates.length * hidden;
        float[] inputWeight = gates(gates, rows, channels);
        float[] hiddenWeight = gates(gates, rows, hidden);
        float[] inputBias = gates(gates, rows);
        float[] biases = Arrays.copyOf(inputBias, 2 * rows);
        System.arraycopy(gates(gates, rows), 0, biases, rows, rows);
        OnnxMl.NodeProto.Builder node = graph.addNodeBuilder()
                .setOpType(operator)
                .addInput(value)
                .addInput(tensor(inputWeight, 1, rows, channels))
                .addInput(tensor(hiddenWeight, 1, rows, hidden))
                .addInput(tensor(biases, 1, 2 * rows))
                .addAttribute(number("hidden_size", hidden));
        if (operator.equals("GRU")) {
            node.addAttribute(number("linear_before_reset", 1)); // as PyTorch
        }
        channels = hidden;
        return node;
    }

    /** The next of the network's parameters, its gates in another order. */
    private float[] gates(int[] order, int... shape) {
        float[] from = numbers(views.next(), shape);
        float[] to = new float[from.length];
        int length = from.length / order.length;
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(from, order[i] * length, to, i * length, length);
        }
        return to;
    }

    private OnnxModel reshape(long... shape) {
        String name = "s" + graph.getInitializerCount();
        OnnxMl.TensorProto.Builder tensor = graph.addInitializerBuilder()
                .setName(name)
                .setDataType(OnnxMl.TensorProto.DataType.INT64.getNumber())
                .addDims(shape.length);
        Arrays.stream(shape).forEach(tensor::addInt64Data);
        node("Reshape", name);
        return this;
    }

    /** Two layers, then the mean of the steps, normalised. Between the heads, a step is a row of a matrix. */
    private OnnxModel encoder(int heads) {
        long steps = input[1];
        int width = channels;
        reshape(batch * steps, width);
        for (int layer = 0; layer < 2; layer++) {
            String before = value;
            layerNorm().fc(3 * width).heads(heads, steps, width).fc(width);
            node("Add", before);
            before = value;
            layerNorm().fc(4 * width).relu().fc(width);
            node("Add", before);
        }
        layerNorm().reshape(batch, steps, width);
        node("ReduceMean").addAttribute(numbers("axes", 1)).addAttribute(number("keepdims", 0));
        return fc(10);
    }

    private OnnxModel layerNorm() {
        node("LayerNormalization", weights(channels), weights(channels)).addAttribute(number("axis", -1));
        return this;
    }

    private OnnxModel heads(int heads, long steps, int width) {
        int units = width / heads;
        reshape(batch, steps, 3, heads, units);
        node("Transpose").addAttribute(numbers("perm", 2, 0, 3, 1, 4));
        String parts = value;
        part(parts, 0);
        node("Mul", tensor(new float[] {(float) (1 / Math.sqrt(units))}));
        String scaled = value;
        part(parts, 1);
        node("Transpose").addAttribute(numbers("perm", 0, 1, 3, 2));
        String keys = value;
        String values = part(parts, 2);
        value = scaled;
        node("MatMul", keys);
        node("Softmax").addAttribute(number("axis", -1));
        node("MatMul", values);
        node("Transpose").addAttribute(numbers("perm", 0, 2, 1, 3));
        channels = width;
        return reshape(batch * steps, width);
    }

    /** Queries, keys or values. */
    private String part(String parts, int number) {
        String index = "s" + graph.getInitializerCount();
        graph.addInitializerBuilder()
                .setName(index)
                .setDataType(OnnxMl.TensorProto.DataType.INT64.getNumber())
                .addInt64Data(number);
        value = parts;
        node("Gather", index).addAttribute(number("axis", 0));
        return value;
    }

    private OnnxModel conv(int filters, int kernel, int padding) {
        node("Conv", weights(filters, channels, kernel, kernel), weights(filters))
                .addAttribute(window(kernel))
                .addAttribute(numbers("pads", padding, padding, padding, padding));
        channels = filters;
        size = size + 2 * padding - kernel + 1;
        return this;
    }

    private OnnxModel waves() {
        convOverSteps(128, 3).relu().convOverSteps(128, 3).relu();
        node("MaxPool").addAttribute(numbers("kernel_shape", 2)).addAttribute(numbers("strides", 2));
        return convOverSteps(128, 3).relu().mean().fc(10);
    }

    private OnnxModel convOverSteps(int filters, int kernel) {
        node("Conv", weights(filters, channels, kernel), weights(filters))
                .addAttribute(numbers("kernel_shape", kernel))
                .addAttribute(numbers("pads", kernel / 2, kernel / 2));
        channels = filters;
        return this;
    }

    private OnnxModel resnet() {
        normalizedConv(16, 3, 1, 1).relu();
        for (int filters = 16; filters <= 64; filters *= 2) {
            for (int i = 0; i < 3; i++) {
                residual(filters, i == 0 && filters > 16 ? 2 : 1);
            }
        }
        return mean().fc(10);
    }

    private OnnxModel mean() {
        node("GlobalAveragePool");
        size = 1;
        return flatten();
    }

    private void residual(int filters, int stride) {
        String input = value;
        int inputChannels = channels;
        int inputSize = size;
        normalizedConv(filters, 3, stride, 1).relu().normalizedConv(filters, 3, 1, 1);
        String body = value;
        value = input;
        if (stride > 1) {
            channels = inputChannels;
            size = inputSize;
            normalizedConv(filters, 1, stride, 1);
        }
        node("Add", body);
        relu();
    }

    private OnnxModel mobilenet() {
        normalizedConv(16, 3, 2, 1).relu6();
        depthwise(1).relu6().normalizedConv(8, 1, 1, 1);
        inverted(48, 16, 2).invertedResidual(96);
        inverted(96, 24, 2).invertedResidual(144);
        inverted(144, 48, 1).invertedResidual(288);
        inverted(288, 80, 2);
        return normalizedConv(320, 1, 1, 1).relu6().mean().fc(10);
    }

    private OnnxModel inverted(int wide, int narrow, int stride) {
        return normalizedConv(wide, 1, 1, 1)
                .relu6()
                .depthwise(stride)
                .relu6()
                .normalizedConv(narrow, 1, 1, 1);
    }

    private OnnxModel invertedResidual(int wide) {
        return residual(() -> inverted(wide, channels, 1));
    }

    private OnnxModel detypify() {
        conv(32, 3, 2, 1, true).relu().conv(16, 3, 1, 1, true).relu();
        halve(16).relu().conv(32, 3, 1, 1, true).relu();
        halve(24).relu().begin(72, 32, 5);
        for (int i = 0; i < 4; i++) {
            residual(() -> bottleneck(64, 32, 3));
        }
        residual(() -> same(3).pixels(128).relu().pixels(32));
        begin(192, 48, 3).residual(() -> same(5).bottleneck(192, 48, 5));
        residual(() -> bottleneck(192, 48, 5)).residual(() -> bottleneck(144, 48, 5));
        for (int i = 0; i < 2; i++) {
            residual(() -> bottleneck(192, 48, 3));
        }
        return pixels(336).relu().mean().fc(1280).relu().fc(411);
    }

    private OnnxModel begin(int wide, int narrow, int kernel) {
        return same(kernel).pixels(wide).relu().same(kernel).relu().halve(narrow);
    }

    private OnnxModel bottleneck(int wide, int narrow, int kernel) {
        return pixels(wide).relu().same(kernel).relu().pixels(narrow);
    }

    private OnnxModel halve(int filters) {
        return conv(channels, 3, 2, channels, false).pixels(filters);
    }

    /** A depthwise convolution that keeps the size. */
    private OnnxModel same(int kernel) {
        return conv(channels, kernel, 1, channels, true);
    }

    private OnnxModel pixels(int filters) {
        return conv(filters, 1, 1, 1, true);
    }

    private OnnxModel residual(Runnable body) {
        String before = value;
        body.run();
        node("Add", before);
        return this;
    }

    /** A convolution that keeps the size, but for the stride. */
    private OnnxModel conv(int filters, int kernel, int stride, int groups, boolean bias) {
        int padding = kernel / 2;
        OnnxMl.NodeProto.Builder node = node("Conv", weights(filters, channels / groups, kernel, kernel))
                .addAttribute(number("group", groups))
                .addAttribute(window(kernel))
                .addAttribute(numbers("strides", stride, stride))
                .addAttribute(numbers("pads", padding, padding, padding, padding));
        if (bias) {
            node.addInput(weights(filters));
        }
        channels = filters;
        size /= stride;
        return this;
    }

    private OnnxModel depthwise(int stride) {
        return normalizedConv(channels, 3, stride, channels);
    }

    private OnnxModel relu6() {
        node("Clip", tensor(new float[] {0}), tensor(new float[] {6}));
        return this;
    }

    /** A convolution without bias that keeps the size, but for the stride, then batch normalisation. */
    private OnnxModel normalizedConv(int filters, int kernel, int stride, int groups) {
        conv(filters, kernel, stride, groups, false);
        TensorView scale = views.next();
        String layer = scale.name().substring(0, scale.name().lastIndexOf('.') + 1);
        node(
                "BatchNormalization",
                tensor(scale, filters),
                weights(filters),
                tensor(parameters.view(layer + "running_mean"), filters),
                tensor(parameters.view(layer + "running_var"), filters));
        return this;
    }

    private OnnxModel maxpool() {
        node("MaxPool").addAttribute(window(2)).addAttribute(numbers("strides", 2, 2));
        size /= 2;
        return this;
    }

    private OnnxModel flatten() {
        node("Flatten").addAttribute(number("axis", 1));
        channels *= size * size;
        size = 1;
        return this;
    }

    private OnnxModel relu() {
        node("Relu");
        return this;
    }

    private OnnxMl.NodeProto.Builder node(String operator, String... weights) {
        return graph.addNodeBuilder()
                .setOpType(operator)
                .addInput(value)
                .addAllInput(Arrays.asList(weights))
                .addOutput(nextValue());
    }

    private String nextValue() {
        value = "x" + ++values;
        return value;
    }

    /** The next of the network's trained parameters. */
    private String weights(int... shape) {
        return tensor(views.next(), shape);
    }

    private String tensor(TensorView view, int... shape) {
        return tensor(numbers(view, shape), shape);
    }

    private float[] numbers(TensorView view, int... shape) {
        if (!Arrays.equals(view.shape(), shape)) {
            throw new IllegalStateException(view + " instead of " + Arrays.toString(shape));
        }
        return parameters.get(view.name());
    }

    private String tensor(float[] numbers, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        String name = "w" + graph.getInitializerCount();
        OnnxMl.TensorProto.Builder tensor = graph.addInitializerBuilder()
                .setName(name)
                .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes.array()));
        Arrays.stream(shape).forEach(tensor::addDims);
        return name;
    }

    private static OnnxMl.AttributeProto number(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static OnnxMl.AttributeProto numbers(String name, long... values) {
        OnnxMl.AttributeProto.Builder attribute = OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    private static OnnxMl.AttributeProto window(int kernel) {
        return numbers("kernel_shape", kernel, kernel);
    }

    private static OnnxMl.ValueInfoProto value(String name, long... shape) {
        OnnxMl.TensorShapeProto.Builder sizes = OnnxMl.TensorShapeProto.newBuilder();
        Arrays.stream(shape).forEach(size -> sizes.addDimBuilder().setDimValue(size));
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                                .setShape(sizes)))
                .build();
    }

    private byte[] bytes() {
        long[] output = size == 1 ? new long[] {batch, channels} : new long[] {batch, channels, size, size};
        graph.addOutput(value(value, output));
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
