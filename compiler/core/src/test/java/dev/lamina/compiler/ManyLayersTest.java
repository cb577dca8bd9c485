package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.MethodSizes;
import dev.lamina.compiler.model.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is accepted compiles and loads, whatever the number of layers: no Java method has too many arguments or too much code, no class too
 * many constants. {@code -Dlamina.deep=10000} tries more mixtures.
 */
final class ManyLayersTest {
    /** Usual sizes of the mixtures; every tenth has as many layers as a model can have. */
    private static final int USUAL_LAYERS = 120;

    @TestFactory
    Stream<DynamicTest> aModelOfMostLayersOfOneKindLoads() {
        return Layers.ALL.stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.keyword(), () -> assertLoads(DeepModel.ofOneKind(kind, true), Variant.fused())));
    }

    @TestFactory
    Stream<DynamicTest> aModelOfMostLayersOfOneKindWithArgumentsOfTheirOwnLoads() {
        return Layers.ALL.stream()
                .filter(kind -> !kind.arguments().isEmpty())
                .map(kind -> DynamicTest.dynamicTest(
                        kind.keyword(), () -> assertLoads(DeepModel.ofOneKind(kind, false), one(kind.keyword()))));
    }

    @TestFactory
    Stream<DynamicTest> aJoinOfMostValuesLoads() {
        return Stream.of(
                        DeepModel.joining("concat", "relu"),
                        DeepModel.joining("add", "sigmoid"),
                        DeepModel.joining("concat", "fc(3)"))
                .map(text -> DynamicTest.dynamicTest(
                        text.lines().skip(2).findFirst().orElseThrow(), () -> assertLoads(text, Variant.fused())));
    }

    @TestFactory
    Stream<DynamicTest> aMixtureOfManyLayersLoads() {
        return IntStream.rangeClosed(1, Integer.getInteger("lamina.deep", 20))
                .mapToObj(seed -> DynamicTest.dynamicTest("mixture of seed " + seed, () -> {
                    int most = Limits.layers();
                    int layers = seed % 10 == 0 ? most : 10 + new Random(seed).nextInt(USUAL_LAYERS);
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
