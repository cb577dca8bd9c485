package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.MethodSizes;
import dev.lamina.compiler.model.Limits;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What is accepted compiles and loads, whatever the number of layers: no Java method has too many arguments or too much code, no class too
 * many constants. {@code -Dlamina.deep=10000} tries as many mixtures, and as many layers of every kind as a model can have; without it, only
 * layers without parameters are that many, because the class of 500 lstms has 27 MB of source.
 */
final class ManyLayersTest {
    private static final int USUAL_LAYERS = 60;
    private static final int USUAL_MIXTURES = 12;

    /** A model has at most 100 inputs and outputs. */
    private static final int PORTS = 99;

    private static final boolean ALL = Integer.getInteger("lamina.deep", 0) > 0;

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> aModelOfMostLayersOfOneKindLoads() {
        return Layers.ALL.stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.keyword(), () -> assertLoads(DeepModel.ofOneKind(kind, true, layers(kind)), ways(kind))));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> aModelOfMostLayersOfOneKindWithArgumentsOfTheirOwnLoads() {
        return Layers.ALL.stream()
                .filter(kind -> !kind.arguments().isEmpty())
                .map(kind -> DynamicTest.dynamicTest(
                        kind.keyword(), () -> assertLoads(DeepModel.ofOneKind(kind, false, layers(kind)), ways(kind))));
    }

    private static int layers(CallKind<Layer> kind) {
        boolean isShort = kind.category() == Category.ACTIVATION || kind.category() == Category.REGULARISATION;
        return ALL || isShort ? Limits.layers() : USUAL_LAYERS;
    }

    private static List<Variant> ways(CallKind<Layer> kind) {
        return ALL ? Variant.fused() : one(kind.keyword());
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> aJoinOfMostValuesLoads() {
        return Stream.of(
                        DeepModel.joining("concat", "relu"),
                        DeepModel.joining("add", "sigmoid"),
                        DeepModel.joining("concat", "fc(3)"))
                .map(text -> DynamicTest.dynamicTest(
                        text.lines().skip(2).findFirst().orElseThrow(), () -> assertLoads(text, one(text))));
    }

    /** Parameters that an optimizer updates apart, and inputs and outputs, each with what belongs to it. */
    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> aModelOfManyGroupsOfParametersOrPortsLoads() {
        int groups = ALL ? Limits.layers() : 3 * USUAL_LAYERS;
        return Stream.of(
                        DeepModel.ofManyRates("adamw(rate = 0.001)", groups),
                        DeepModel.ofManyRates("rmsprop(rate = 0.001, momentum = 0.9)", groups),
                        DeepModel.ofManyFrozenLayers(groups),
                        DeepModel.ofManyInputs(PORTS),
                        DeepModel.ofManyOutputs(PORTS))
                .map(text -> DynamicTest.dynamicTest(
                        text.lines().findFirst().orElseThrow(),
                        () -> assertLoads(text, ALL ? Variant.fused() : one(text))));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> aMixtureOfManyLayersLoads() {
        return IntStream.rangeClosed(1, Integer.getInteger("lamina.deep", USUAL_MIXTURES))
                .mapToObj(seed -> DynamicTest.dynamicTest("mixture of seed " + seed, () -> {
                    int layers = ALL && seed % 10 == 0 ? Limits.layers() : 10 + new Random(seed).nextInt(USUAL_LAYERS);
                    assertLoads(DeepModel.mixed(seed, layers), one("" + seed));
                }));
    }

    /** One of the ways to a class, another one for other models. */
    private static List<Variant> one(String model) {
        return List.of(Variant.fused()
                .get(Math.floorMod(model.hashCode(), Variant.fused().size())));
    }

    private static void assertLoads(String text, List<Variant> variants) {
        for (Variant variant : variants) {
            CompiledModel model = variant.compile(text);
            ClassBytes bytes = variant.loader().compile(model);
            List<String> tooLong = new ArrayList<>();
            bytes.methodSizes().forEach((method, size) -> {
                if (size > MethodSizes.LIMIT) {
                    tooLong.add(method.substring(0, method.indexOf('(')) + " has " + size + " bytes");
                }
            });
            assertTrue(tooLong.isEmpty(), () -> variant + ": " + tooLong + "\n" + text);
            variant.loader().load(model).newParameters(1);
        }
    }
}
