package dev.lamina.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.runtime.Architecture;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints what makes a model's parameters: their names, shapes and places, and their first values. */
final class ParametersWriter {
    /** Views a method declares: more would make a method that is never compiled, or too large for a class file. */
    private static final int VIEWS_PER_METHOD = 32;

    private final ClassPlan plan;

    ParametersWriter(ClassPlan plan) {
        this.plan = plan;
    }

    List<MethodSpec> methods() {
        List<MethodSpec> methods = new ArrayList<>();
        MethodSpec.Builder create = MethodSpec.methodBuilder("newParameters")
                .addJavadoc("New parameters with first values drawn for a seed.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(Members.PARAMETERS)
                .addParameter(TypeName.LONG, "seed");
        int count = plan.parameters().size();
        create.addStatement("$1T[] views = new $1T[$2L]", Members.VIEW, count);
        for (int from = 0; from < count; from += VIEWS_PER_METHOD) {
            String name = "declare" + (count > VIEWS_PER_METHOD ? from / VIEWS_PER_METHOD : "");
            create.addStatement("$L(views)", name);
            methods.add(views(name, from, Math.min(count, from + VIEWS_PER_METHOD)));
        }
        create.addStatement("$T architecture = $L", Members.ARCHITECTURE, architecture());
        create.addStatement(
                "$1T parameters = new $1T($2S, PARAMETER_FLOATS, architecture, views)",
                Members.PARAMETERS,
                plan.modelName());
        create.addStatement("parameters.initialize(seed)");
        create.addStatement("return parameters");
        methods.add(0, create.build());
        return methods;
    }

    private CodeBlock architecture() {
        Architecture architecture = plan.architecture();
        CodeBlock.Builder code = CodeBlock.builder()
                .add(
                        "$T.of($L, $L, $L, $L",
                        Members.ARCHITECTURE,
                        architecture.inputFeatures(),
                        architecture.inputInner(),
                        architecture.outputFeatures(),
                        architecture.outputInner());
        architecture.layers().forEach(layer -> code.add(",$W$S", layer));
        return code.add(")").build();
    }

    private MethodSpec views(String name, int from, int to) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(ArrayTypeName.of(Members.VIEW), "views");
        for (int i = from; i < to; i++) {
            PlacedParameter placed = plan.parameters().get(i);
            Parameter parameter = placed.parameter();
            List<List<Integer>> extents = new ArrayList<>();
            List<List<Integer>> strides = new ArrayList<>();
            split(parameter, extents, strides);
            CodeBlock gates = parameter.gates() == 1
                    ? CodeBlock.of("")
                    : CodeBlock.of(", $L, $L", parameter.gates(), gateStride(parameter));
            method.addStatement(
                    "views[$L] = $T.of($S, $L,$W$L,$W$L,$W$L$L)$Z.initialized($T.$L($Lf)$L)",
                    i,
                    Members.VIEW,
                    placed.name(),
                    array(parameter.sizes()),
                    Math.addExact(placed.offset(), parameter.layout().offset()),
                    arrays(extents),
                    arrays(strides),
                    gates,
                    Members.INITIALIZER,
                    parameter.initial().rule(),
                    Float.toString((float) parameter.initial().scale()),
                    shift(parameter.initial()));
        }
        return method.build();
    }

    private static CodeBlock shift(Parameter.Initial initial) {
        return initial.shift()
                .map(shift -> CodeBlock.of(".shifted($Lf, $L, $L)", (float) shift.by(), shift.from(), shift.to()))
                .orElse(CodeBlock.of(""));
    }

    /** For each axis as PyTorch counts it, the axes in memory it is made of. */
    private static void split(Parameter parameter, List<List<Integer>> extents, List<List<Integer>> strides) {
        int axis = 0;
        for (int size : parameter.sizes()) {
            List<Integer> extent = new ArrayList<>();
            List<Integer> stride = new ArrayList<>();
            long covered = 1;
            do {
                Layout.Axis place = parameter.layout().axes().get(axis);
                int length = parameter.type().size(axis) / (axis == 0 ? parameter.gates() : 1);
                covered *= (long) length * (axis == 0 ? parameter.gates() : 1);
                if (place.panel() != 0 && length > place.panel()) {
                    extent.add((length + place.panel() - 1) / place.panel());
                    stride.add(place.panelStride());
                    length = place.panel();
                }
                extent.add(length);
                stride.add(place.stride());
                axis++;
            } while (covered < size);
            extents.add(extent);
            strides.add(stride);
        }
    }

    /** How far apart two gates lie. */
    private static int gateStride(Parameter parameter) {
        Layout.Axis units = parameter.layout().axes().get(0);
        int room = parameter.type().size(0) / parameter.gates();
        return units.panel() == 0 ? room * units.stride() : room / units.panel() * units.panelStride();
    }

    private static CodeBlock array(List<Integer> numbers) {
        return CodeBlock.of("new int[] {$L}", commas(numbers));
    }

    private static CodeBlock arrays(List<List<Integer>> rows) {
        return CodeBlock.of(
                "new int[][] {$L}",
                rows.stream().map(row -> CodeBlock.of("{$L}", commas(row))).collect(CodeBlock.joining(", ")));
    }

    private static String commas(List<Integer> numbers) {
        return String.join(", ", numbers.stream().map(String::valueOf).toList());
    }
}
