package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every layer's gradient, with every option, against central differences of its forward direction, in double precision. */
final class CentralDifferenceTest {

    /** Far above the rounding of doubles divided by it, far below the distance of random numbers from a kink. */
    private static final double DISTANCE = 1e-6;

    /** Also tried where that does not agree: a kink may be nearer, and in deep models a sum of large terms rounds more. */
    private static final List<Double> DISTANCES = List.of(1e-5, 1e-7, 1e-8);

    /** The difference's own error: rounding of about 1e-16 over the distance, and the third derivative times its square. */
    private static final double ABSOLUTE = 1e-8;

    private static final double RELATIVE = 1e-6;

    /**
     * Functions whose gradient is not quite that of what is computed: a fitted polynomial, of which it differs by about 1e-6 of the terms of
     * a sum; or constants that are rounded, such as 1/2 beside three times the float nearest to 1/6. It differs by more of a sum whose terms
     * cancel.
     */
    private static final List<String> FITTED = List.of("gelu", "hardswish");

    /** The row of a padding token has the gradient 0 although the loss depends on it. */
    private static final Pattern HAS_PADDING_TOKEN = Pattern.compile("embedding\\([^)]*padding");

    /** {@code -Dlamina.slopes=EXPRESSION} takes the bodies that it is found in. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("lamina.slopes", ""));

    /** A model is run twice for each element that is tried, and twice for the directional derivative of a value. */
    private static final int TRIED = 2;

    private static final List<String> LAYERS = List.of(
            "input x: vector[7]  fc(5)",
            "input x: vector[7]  fc(70, bias = false)",
            "input x: image[2, 3, 3]  flatten  fc(4)",
            "input x: vector[9]  relu",
            "input x: vector[9]  leaky_relu",
            "input x: image[3, 4, 5]  leaky_relu(slope = 0.3)",
            "input x: image[3, 4, 5]  leaky_relu(0)",
            "input x: vector[9]  relu6",
            "input x: image[3, 4, 5]  relu6",
            "input x: vector[9]  hardsigmoid",
            "input x: image[3, 4, 5]  hardsigmoid",
            "input x: vector[9]  hardswish",
            "input x: sequence[4, 5]  hardswish",
            "input x: vector[9]  silu",
            "input x: image[3, 4, 5]  silu",
            "input x: vector[9]  elu",
            "input x: image[3, 4, 5]  elu(alpha = 0.3)",
            "input x: vector[9]  softplus",
            "input x: image[3, 4, 5]  softplus(beta = 2)",
            "input x: sequence[4, 5]  softplus(beta = 0.5, threshold = 0.2)",
            "input x: vector[9]  gelu",
            "input x: image[3, 4, 5]  gelu(exact)",
            "input x: sequence[4, 5]  gelu(tanh)",
            "input x: vector[7]  batchnorm",
            "input x: image[3, 4, 5]  batchnorm",
            "input x: image[18, 2, 3]  batchnorm(momentum = 0.3, epsilon = 1e-3)",
            "input x: image[3, 2, 2]  flatten  batchnorm(epsilon = 0.1)",
            "input x: sequence[4, 5]  batchnorm",
            "input x: vector[7]  scale",
            "input x: image[3, 4, 5]  scale",
            "input x: image[18, 2, 3]  scale(bias = false)",
            "input x: image[3, 2, 2]  flatten  scale",
            "input x: sequence[4, 5]  scale",
            "input x: vector[9]  sigmoid",
            "input x: vector[9]  tanh",
            "input x: vector[9]  softmax",
            "input x: sequence[4, 5]  softmax(axis = features)",
            "input x: sequence[3, 37]  softmax(axis = features)",
            "input x: image[18, 2, 3]  softmax(axis = features)",
            "input x: vector[9]  log_softmax",
            "input x: image[3, 4, 5]  log_softmax",
            "input x: image[17, 2, 2]  log_softmax(axis = features)",
            "input x: sequence[4, 5]  log_softmax(axis = all)",
            "input x: sequence[4, 33]  log_softmax(axis = features)",
            "input x: vector[7]  layernorm",
            "input x: vector[37]  layernorm(bias = false)",
            "input x: image[3, 4, 2]  flatten  layernorm(epsilon = 0.1)",
            "input x: sequence[4, 5]  layernorm",
            "input x: sequence[3, 16]  layernorm(epsilon = 1e-3)",
            "input x: sequence[5, 50]  layernorm",
            "input x: vector[9]  dropout(0.4)",
            "input x: image[3, 4, 5]  relu",
            "input x: image[3, 4, 5]  sigmoid",
            "input x: image[3, 4, 5]  tanh",
            "input x: image[3, 4, 5]  softmax",
            "input x: image[3, 4, 5]  dropout(0.4)",
            "input x: image[3, 4, 5]  flatten",
            "input x: image[3, 7, 6]  conv(4, kernel = 3)",
            "input x: image[3, 7, 6]  conv(4, kernel = 3, bias = false)",
            "input x: image[3, 7, 6]  conv(5, kernel = (3, 2), padding = (1, 2))",
            "input x: image[2, 7, 8]  conv(3, kernel = 3, stride = 2, padding = 1)",
            "input x: image[2, 8, 8]  conv(3, kernel = (2, 3), stride = (3, 2))",
            "input x: image[2, 9, 8]  conv(3, kernel = 3, dilation = 2)",
            "input x: image[2, 9, 9]  conv(3, kernel = (3, 2), dilation = (2, 3), stride = 2, padding = 2)",
            "input x: image[6, 5, 5]  conv(9, kernel = 3, padding = 1, groups = 3)",
            "input x: image[5, 6, 5]  conv(5, kernel = 3, groups = 5)",
            "input x: image[4, 6, 6]  conv(8, kernel = 3, groups = 4, stride = 2, padding = 1, bias = false)",
            "input x: image[20, 3, 3]  conv(18, kernel = 1)",
            "input x: image[3, 6, 7]  conv(4, kernel = (3, 4), padding = (0, 2, 3, 1))",
            "input x: image[2, 7, 6]  conv(3, kernel = 3, padding = (4, 0, 0, 1), stride = 2, dilation = (2, 1))",
            "input x: image[2, 7, 6]  conv(3, kernel = (4, 2), padding = same)",
            "input x: image[2, 7, 8]  conv(3, kernel = (4, 3), padding = same, stride = (2, 3), dilation = (1, 2))",
            "input x: image[5, 6, 5]  depthwise(3)",
            "input x: image[18, 5, 4]  depthwise((2, 3), padding = same, bias = false)",
            "input x: image[3, 7, 8]  depthwise(3, stride = (2, 3), padding = (1, 0, 0, 2))",
            "input x: image[1, 7, 8]  depthwise(2, dilation = (2, 3), padding = 1)",
            "input x: sequence[7, 3]  conv(4, kernel = 3)",
            "input x: sequence[7, 3]  conv(18, kernel = 3, padding = causal)",
            "input x: sequence[7, 4]  conv(6, kernel = 2, padding = causal, dilation = 3, groups = 2, bias = false)",
            "input x: sequence[7, 3]  conv(4, kernel = 4, padding = same)",
            "input x: sequence[9, 2]  conv(3, kernel = 3, stride = 2, padding = (2, 1))",
            "input x: sequence[9, 17]  conv(5, kernel = 2, stride = 3, dilation = 2)",
            "input x: sequence[9, 2]  conv(3, kernel = 3, stride = 2, padding = causal)",
            "input x: sequence[6, 5]  conv(5, kernel = 3, padding = 1, groups = 5)",
            "input x: sequence[6, 18]  depthwise(3, padding = causal)",
            "input x: sequence[3, 2]  conv(4, kernel = 3, padding = causal, dilation = 4) tanh conv(2, kernel = 2, padding = causal) rnn(2) last",
            "input x: sequence[7, 3]  depthwise(2, stride = 2, dilation = 2, padding = (0, 2))",
            "input x: image[3, 3, 4]  conv_transpose(4, kernel = 3)",
            "input x: image[3, 3, 4]  conv_transpose(5, kernel = (3, 2), stride = 2, padding = 1, output_padding = 1)",
            "input x: image[2, 3, 4]  conv_transpose(18, kernel = 2, stride = (3, 2), dilation = (1, 2), bias = false)",
            "input x: image[6, 3, 2]  conv_transpose(9, kernel = 3, stride = 2, groups = 3)",
            "input x: image[5, 3, 4]  conv_transpose(5, kernel = 3, stride = 2, padding = 3, groups = 5)",
            "input x: image[18, 2, 1]  conv_transpose(3, kernel = (2, 4), stride = 4)",
            "input x: sequence[4, 3]  conv_transpose(5, kernel = 4, stride = 2, padding = 1)",
            "input x: sequence[3, 4]  conv_transpose(6, kernel = 2, stride = 3, dilation = 2, output_padding = 2, groups = 2)",
            "input x: image[3, 4, 5]  upsample(2)",
            "input x: image[3, 4, 5]  upsample((3, 1))",
            "input x: image[3, 4, 5]  upsample(2, mode = linear)",
            "input x: image[18, 1, 3]  upsample((5, 4), mode = linear)",
            "input x: sequence[4, 5]  upsample(3)",
            "input x: sequence[4, 5]  upsample(3, mode = linear)",
            "input x: image[3, 4, 5]  to_sequence",
            "input x: image[3, 4, 5]  to_sequence(rows)",
            "input x: image[18, 2, 3]  to_sequence(pixels)",
            "input x: vector[24]  to_image(2, 3, 4)",
            "input x: image[4, 2, 3]  flatten  to_image(2, 3, 4)",
            "input x: sequence[4, 6]  to_image(2, 3, 4)",
            "input x: sequence[3, 8]  to_image(2, 3, 4, along = rows)",
            "input x: sequence[12, 2]  to_image(2, 3, 4, along = pixels)",
            "input x: vector[9]  slice(2, 7)",
            "input x: image[4, 2, 3]  flatten  slice(5)",
            "input x: sequence[6, 5]  slice(1, 3)",
            "input x: sequence[6, 5]  slice(2, 5, axis = steps)",
            "input x: image[20, 3, 4]  slice(3, 19)",
            "input x: image[3, 4, 5]  slice(1, axis = rows)",
            "input x: image[3, 4, 5]  slice(0, 2, axis = columns)",
            "input x: vector[5]  pad((2, 1))",
            "input x: image[2, 2, 3]  flatten  pad(3, value = 0.5)",
            "input x: sequence[4, 5]  pad((3, 0))",
            "input x: image[3, 4, 5]  pad((1, 0, 2, 3), value = 0 - 1.5)",
            "input x: sequence[4, 6]  ends",
            "input x: sequence[1, 34]  ends",
            "input x: image[2, 6, 6]  maxpool(2)",
            "input x: image[2, 7, 7]  maxpool(2, ceil = true)",
            "input x: image[2, 7, 8]  maxpool((3, 4), stride = (3, 5), padding = (1, 0), ceil = true)",
            "input x: image[2, 7, 8]  avgpool(3, stride = 2, padding = 1, ceil = true)",
            "input x: image[2, 7, 8]  avgpool(3, stride = 2, ceil = true, count_padding = false)",
            "input x: sequence[7, 3]  maxpool(2)",
            "input x: sequence[7, 18]  maxpool(3, stride = 2, padding = (1, 0), ceil = true)",
            "input x: sequence[7, 3]  avgpool(3, stride = 2, padding = 1, count_padding = false)",
            "input x: image[2, 7, 7]  maxpool(2)",
            "input x: image[2, 7, 7]  maxpool(3, stride = 2, padding = 1)",
            "input x: image[2, 7, 8]  maxpool((2, 3), stride = (1, 2), padding = (0, 1))",
            "input x: image[2, 7, 8]  maxpool((3, 4), stride = 2, padding = (0, 1, 2, 0))",
            "input x: image[2, 7, 7]  maxpool(2, padding = same)",
            "input x: image[2, 6, 6]  avgpool(2)",
            "input x: image[2, 7, 7]  avgpool(3, stride = 2, padding = 1)",
            "input x: image[2, 7, 8]  avgpool((2, 3), stride = (1, 2), padding = (0, 1), count_padding = false)",
            "input x: image[2, 7, 7]  avgpool(4, stride = 1, padding = 2, count_padding = false)",
            "input x: image[2, 7, 7]  avgpool((3, 1), stride = 3, divisor = 5)",
            "input x: image[2, 7, 8]  avgpool((3, 4), stride = 2, padding = (0, 1, 2, 0), count_padding = false)",
            "input x: image[2, 7, 8]  avgpool((3, 4), stride = (1, 2), padding = (1, 0, 0, 2))",
            "input x: image[2, 7, 7]  avgpool(2, padding = same, count_padding = false)",
            "input x: sequence[3, 4]  rnn(5)",
            "input x: sequence[1, 4]  lstm(3)",
            "input x: sequence[3, 4]  lstm(5, bias = single)",
            "input x: sequence[3, 4]  gru(5)",
            "input x: sequence[3, 4]  gru(18, bias = single)",
            "input x: sequence[2, 3]  rnn(3, layers = 3, dropout = 0.4)",
            "input x: sequence[2, 3]  lstm(3, layers = 2, dropout = 0.4, bidirectional = true, bias = single)",
            "input x: sequence[2, 3]  gru(3, layers = 2, dropout = 0.4, bidirectional = true)",
            "input x: tokens[4] below 3  embedding(5)",
            "input x: tokens[3] below 7  embedding(18)",
            "input x: sequence[4, 5]  positions",
            "input x: sequence[3, 17]  tanh  positions  loss mse",
            "input x: sequence[4, 5]  positions(sinusoidal)",
            "input x: sequence[3, 18]  fc(17)  positions(sinusoidal)  positions(sinusoidal)  tanh",
            "input x: sequence[4, 6]  attention(1)",
            "input x: sequence[5, 6]  attention(3, causal = true)",
            "input x: sequence[1, 4]  attention(2)",
            "input x: sequence[3, 32]  attention(2, bias = false)",
            "input x: sequence[17, 5]  attention(1, causal = true)",
            "input x: sequence[4, 5]  tanh  loss cross_entropy",
            "input x: sequence[3, 18]  dropout(0.3)  loss cross_entropy(smoothing = 0.2)",
            "input x: sequence[4, 5]  flatten  loss cross_entropy",
            "input x: sequence[4, 5]  tanh  loss mse",
            "input x: sequence[3, 4]  gru(5, reset = before)",
            "input x: sequence[3, 3]  gru(18, reset = before, bias = single)",
            "input x: sequence[2, 3]  gru(3, layers = 2, dropout = 0.4, bidirectional = true, reset = before)",
            "input x: sequence[3, 4]  lstm(5, forget_bias = 1)",
            "input x: sequence[4, 5]  last",
            "input x: sequence[4, 5]  mean",
            "input x: image[18, 3, 5]  mean",
            "input x: sequence[4, 5]  max",
            "input x: image[18, 3, 5]  max",
            "input x: sequence[4, 5]  fc(3)",
            "input x: sequence[4, 5]  tanh",
            "input x: sequence[4, 5]  dropout(0.4)",
            "input x: vector[5]  a: tanh  sigmoid  add(a, x)",
            "input x: image[3, 4, 5]  a: tanh  sigmoid  add(a)",
            "input x: sequence[4, 18]  a: tanh  sigmoid  add(a)  loss mse",
            "input x: vector[5]  a: tanh  sigmoid  mul(a)",
            "input x: image[3, 4, 5]  a: tanh  sigmoid  mul(a)",
            "input x: image[18, 3, 2]  avgpool((3, 2))  flatten  mul(x)",
            "input x: image[3, 4, 5]  avgpool((4, 5))  flatten  a: tanh  from x  mul(a)",
            "input x: sequence[4, 5]  last  sigmoid  mul(x)",
            "input x: vector[5]  a: tanh  sigmoid  concat(a, x, a)",
            "input x: image[3, 4, 5]  a: tanh  sigmoid  concat(a, x)",
            "input x: sequence[4, 17]  a: tanh  sigmoid  concat(a)",
            "input x: image[2, 3, 3]  a: flatten  fc(18)  add(a)  mul(a)  concat(a)  loss cross_entropy",
            "input x: vector[6]  flatten  loss cross_entropy",
            "input x: vector[6]  flatten  loss cross_entropy(smoothing = 0.1)",
            "input x: vector[6]  softmax  loss mse",
            "input x: image[3, 4, 5]  tanh  loss mse",
            "input x: vector[6]  tanh  loss mae",
            "input x: sequence[4, 5]  tanh  loss mae",
            "input x: vector[6]  tanh  loss huber",
            "input x: image[3, 4, 5]  tanh  loss huber(0.3)",
            "input x: vector[1]  tanh  loss binary_cross_entropy",
            "input x: sequence[4, 5]  tanh  loss binary_cross_entropy(positive_weight = 3)",
            "input x: image[3, 4, 5]  tanh  loss binary_cross_entropy(positive_weight = (1, 2, 0.5))",
            "input x: image[2, 2, 3]  flatten  loss binary_cross_entropy(positive_weight = balanced)",
            "input x: vector[6]  flatten  loss cross_entropy(weights = (1, 2, 3, 4, 0.5, 0.25))",
            "input x: sequence[4, 3]  tanh  loss cross_entropy(weights = (1, 2, 3), smoothing = 0.2)",
            "input x: sequence[4, 5]  tanh  loss cross_entropy(ignore = 1)",
            "input x: image[2, 2, 3]  flatten  loss cross_entropy(weights = balanced, ignore = -1, smoothing = 0.1)",
            "input x: vector[6]  tanh  loss mse(sample_weights = true)",
            "input x: sequence[4, 5]  tanh  loss huber(0.3, sample_weights = true)",
            "input x: image[3, 4, 5]  tanh  loss mae(sample_weights = true)",
            "input x: image[3, 4, 5]  tanh  loss binary_cross_entropy(positive_weight = (1, 2, 0.5), sample_weights = true)",
            "input x: vector[6]  flatten  loss cross_entropy(sample_weights = true)",
            "input x: sequence[4, 3]  tanh  loss cross_entropy(weights = (1, 2, 3), ignore = 1, smoothing = 0.2, sample_weights ="
                    + " true)");

    private static final List<String> COMBINATIONS = List.of(
            "input x: sequence[3, 4]  fc(5) tanh lstm(4) gru(3) mean fc(4)  loss cross_entropy",
            "input x: image[2, 2, 2]  flatten fc(8) tanh fc(3)",
            "input x: tokens[3] below 6  embedding(4) lstm(5) fc(6)  loss cross_entropy",
            "input x: tokens[3] below 6  embedding(4) relu gru(3) mean fc(2)  loss mse",
            "input x: tokens[2] below 4  embedding(3) tanh dropout(0.3) rnn(4)",
            "input x: sequence[1, 4]  last tanh fc(3)",
            "input x: sequence[3, 4]  rnn(4) dropout(0.3) last fc(2)  loss mse",
            "input x: tokens[5] below 6  embedding(6) positions a: attention(2, causal = true) add(a) layernorm fc(8) gelu fc(6)"
                    + " layernorm mean fc(2)  loss cross_entropy",
            "input x: sequence[4, 6]  residual { layernorm attention(3) } layernorm flatten fc(3)  loss cross_entropy",
            "input x: vector[5]  fc(8) relu fc(6) tanh fc(4)  loss cross_entropy",
            "input x: vector[5]  fc(8) sigmoid dropout(0.3) fc(6)  loss mse",
            "input x: image[1, 8, 8]  conv(3, kernel = 3, padding = 1) relu maxpool(2) conv(4, kernel = 3) tanh flatten"
                    + " fc(6) relu dropout(0.5) fc(3)  loss cross_entropy",
            "input x: image[2, 6, 6]  conv(4, kernel = 3) relu conv(4, kernel = 3, padding = 1) relu maxpool(3, stride = 1)",
            "input x: image[2, 6, 6]  conv(4, kernel = 3) relu avgpool(2) relu avgpool(2, stride = 1) tanh",
            "input x: image[2, 6, 6]  conv(4, kernel = 3) relu6 maxpool(2) conv(3, kernel = 2) hardswish flatten fc(3)",
            "input x: image[3, 6, 6]  depthwise(3, padding = same) conv(5, kernel = 1) relu depthwise(2, stride = 2) mean fc(3)",
            "input x: image[2, 5, 6]  conv(4, kernel = 2, padding = (0, 1, 1, 0)) relu max tanh fc(3)  loss cross_entropy",
            "input x: image[2, 5, 6]  conv(4, kernel = 2) mean relu fc(3)  loss cross_entropy",
            "input x: tokens[3] below 6  embedding(4) gru(5) max fc(2)  loss mse",
            "input x: vector[5]  fc(8) leaky_relu fc(6) hardsigmoid fc(4) silu fc(3)  loss cross_entropy",
            "input x: image[2, 6, 6]  conv(4, kernel = 3, bias = false) batchnorm relu maxpool(2) conv(3, kernel = 2)"
                    + " batchnorm tanh flatten fc(4, bias = false) batchnorm fc(3)  loss cross_entropy",
            "input x: sequence[3, 4]  fc(5) batchnorm relu gru(4) batchnorm last scale fc(2)  loss mse",
            "input x: vector[5]  fc(8) elu fc(6) softplus(beta = 3) fc(4) gelu fc(3) gelu(tanh)  loss mse",
            "input x: sequence[9, 3]  conv(4, kernel = 3, padding = causal) relu conv(5, kernel = 2, stride = 2) tanh lstm(3,"
                    + " bidirectional = true) ends fc(3)  loss cross_entropy",
            "input x: sequence[5, 3]  gru(4) conv(4, kernel = 3, padding = causal) gru(3) max fc(2)  loss mse",
            "input x: sequence[7, 3]  conv(4, kernel = 3, stride = 2, padding = 1, bias = false) batchnorm tanh maxpool(2, padding"
                    + " = 1) gru(3) mean fc(2)  loss mse",
            "input x: image[2, 6, 5]  conv(3, kernel = 3) relu to_sequence lstm(4) last fc(2)  loss mse",
            "input x: vector[4]  fc(12) relu to_image(3, 2, 2) conv_transpose(4, kernel = 2, stride = 2, bias = false) batchnorm"
                    + " relu upsample(2) conv(2, kernel = 3, padding = same)  loss mse",
            "input x: image[2, 6, 6]  a: conv(3, kernel = 3, padding = 1) relu maxpool(2) conv_transpose(3, kernel = 2, stride = 2)"
                    + " concat(a) slice(1, 5) pad(1) maxpool(3, ceil = true) flatten fc(3)  loss cross_entropy",
            "input x: image[2, 6, 6]  maxpool(2) sigmoid flatten softmax fc(3)  loss cross_entropy(smoothing = 0.2)");

    @Test
    void everyLayerAndLossIsTried() {
        Set<String> missing = new TreeSet<>();
        Layers.ALL.forEach(kind -> missing.add(kind.keyword()));
        Layers.LOSSES.forEach(kind -> missing.add(kind.keyword()));
        LAYERS.forEach(body -> missing.removeAll(List.of(body.split("\\W+"))));
        assertEquals(Set.of(), missing);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> gradientIsThatOfTheForwardDirection() {
        return Stream.concat(LAYERS.stream(), COMBINATIONS.stream())
                .filter(body -> ONLY.matcher(body).find())
                .flatMap(body -> Stream.of(true, false)
                        .map(fuse -> DynamicTest.dynamicTest(
                                body + (fuse ? "" : ", unfused"),
                                () -> check("model Slope {\n" + body + "\n}", fuse, true))));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> gradientOfARandomModelIsThatOfItsForwardDirection() {
        return RandomModel.some(8).stream()
                .filter(model -> !HAS_PADDING_TOKEN.matcher(model.text()).find())
                .map(model -> DynamicTest.dynamicTest("" + model, () -> check(model.text(), true, false)));
    }

    /** A random model may well have a gradient of zero, where a pooling keeps nothing but padding. */
    private static void check(String text, boolean fuse, boolean slopes) {
        check(text, DoubleRun.of(text, fuse, 3), slopes);
    }

    /** Compares the gradients of a run with differences; {@code slopes}: whether none of them may be zero everywhere. */
    static void check(String text, DoubleRun run, boolean slopes) {
        check(text, run, slopes, TRIED);
    }

    /** As {@link #check(String, DoubleRun, boolean)}, at {@code tried} elements of each value. */
    static void check(String text, DoubleRun run, boolean slopes, int tried) {
        double loss = run.loss();
        run.backward();
        run.slopes().forEach((name, slope) -> {
            assertTrue(!slopes || !slope.isZero(), () -> text + "\nthe gradient of " + name + " is zero everywhere");
            check(text, name, slope, tried, loss);
            checkDirection(text + "\nthe gradient of " + name, run, List.of(slope), loss);
        });
    }

    /** Compares one directional derivative of a run: every element of every value moves. */
    static void checkTogether(String text, DoubleRun run) {
        double loss = run.loss();
        run.backward();
        checkDirection(
                text + "\nthe gradient of everything",
                run,
                List.copyOf(run.slopes().values()),
                loss);
    }

    /** The direction has the length of 1, so that a kink is as near as for one element. */
    private static void checkDirection(String what, DoubleRun run, List<DoubleRun.Slope> slopes, double loss) {
        Map<DoubleRun.Slope, double[]> directions = directions(slopes);
        double gradient = 0;
        double terms = 0;
        for (Map.Entry<DoubleRun.Slope, double[]> each : directions.entrySet()) {
            double[] gradients = each.getKey().gradients();
            for (int i = 0; i < gradients.length; i++) {
                gradient += gradients[i] * each.getValue()[i];
                terms += Math.abs(gradients[i] * each.getValue()[i]);
            }
        }
        double along = gradient;
        double fitted = FITTED.stream().anyMatch(what::contains) ? RELATIVE * terms : 0;
        double difference = run.difference(directions, DISTANCE);
        assertTrue(
                isClose(along, difference, fitted + noise(loss, DISTANCE))
                        || DISTANCES.stream()
                                .anyMatch(distance -> isClose(
                                        along, run.difference(directions, distance), fitted + noise(loss, distance))),
                () -> what + " in a random direction is " + along + ", but differences give " + difference);
    }

    private static Map<DoubleRun.Slope, double[]> directions(List<DoubleRun.Slope> slopes) {
        Random random = new Random(7);
        Map<DoubleRun.Slope, double[]> directions = new LinkedHashMap<>();
        slopes.forEach(slope ->
                directions.put(slope, random.doubles(slope.size(), -1, 1).toArray()));
        double length = Math.sqrt(directions.values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(each -> each * each)
                .sum());
        directions.values().forEach(each -> Arrays.setAll(each, i -> each[i] / length));
        return directions;
    }

    private static void check(String text, String name, DoubleRun.Slope slope, int tried, double loss) {
        Random random = new Random(slope.size());
        double fitted = FITTED.stream().anyMatch(text::contains) ? RELATIVE * largest(slope) : 0;
        for (int i = 0; i < tried; i++) {
            int element = slope.size() <= tried ? i % slope.size() : random.nextInt(slope.size());
            double gradient = slope.gradient(element);
            double difference = slope.difference(element, DISTANCE);
            assertTrue(
                    isClose(gradient, difference, fitted + noise(loss, DISTANCE))
                            || DISTANCES.stream()
                                    .anyMatch(distance -> isClose(
                                            gradient,
                                            slope.difference(element, distance),
                                            fitted + noise(loss, distance))),
                    () -> text + "\nthe gradient of " + name + "[" + element + "] is " + gradient
                            + ", but differences give " + difference);
        }
    }

    private static double largest(DoubleRun.Slope slope) {
        return Arrays.stream(slope.gradients()).map(Math::abs).max().orElse(0);
    }

    /**
     * How far rounding can move a difference: some units in the last place of the loss, divided by the distance. It grows as the distance
     * falls, so what is allowed is that of the usual distance at most: otherwise every gradient would be close enough.
     */
    private static double noise(double loss, double distance) {
        return 16 * Math.ulp(loss) / Math.max(distance, DISTANCE);
    }

    private static boolean isClose(double gradient, double difference, double noise) {
        return Math.abs(gradient - difference) <= ABSOLUTE + noise + RELATIVE * Math.abs(difference);
    }
}
