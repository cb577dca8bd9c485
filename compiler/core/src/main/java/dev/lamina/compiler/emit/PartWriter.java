package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Prints the methods that compute one thread's part of a call, and the statements that run a call on all threads. The arrays of the caller
 * are in fields meanwhile, where all threads find them.
 */
final class PartWriter {
    private final ClassPlan plan;
    private final CallPlan call;

    PartWriter(ClassPlan plan) {
        this.plan = plan;
        this.call = plan.call();
    }

    List<MethodSpec> methods() {
        boolean streams = call.sequences().streams();
        List<MethodSpec> methods = new ArrayList<>();
        methods.add(part("predictPart", streams ? "givenSteps" : "lengths.of(part.batch)", plan.predicting()));
        methods.addAll(sections(plan.predicting()));
        if (plan.trains()) {
            TrainingPlan training = plan.training();
            methods.add(part("forwardPart", "lengths.of(part.batch)", training.forward()));
            methods.addAll(sections(training.forward()));
            methods.add(part("backwardPart", "lengths.of(part.batch)", training.backward()));
            methods.addAll(sections(training.backward()));
            methods.add(method("updatePart")
                    .addCode(training.clipsNorm() ? "squareGradients(part);\n" : "")
                    .addCode(update(training.update()))
                    .build());
            methods.addAll(updateSections(training.update()));
        }
        return methods;
    }

    private static CodeBlock update(UpdatePlan update) {
        if (update.sections().isEmpty()) {
            return KernelCallWriter.calls(update.calls());
        }
        CodeBlock.Builder code = CodeBlock.builder();
        update.sections().forEach(section -> code.addStatement("$L(part)", section.name()));
        return code.build();
    }

    // Where there are too many calls for one method:
    //
    // private void updatePart_2(Part part) {
    //     if (part.isFirst()) {
    //         updateParameters(weights, 0, gradientValues, 0, …);
    //     }
    //     …
    // }
    private static List<MethodSpec> updateSections(UpdatePlan update) {
        return update.sections().stream()
                .map(section -> MethodSpec.methodBuilder(section.name())
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(RuntimeTypes.part())
                        .addCode(KernelCallWriter.calls(section.calls()))
                        .build())
                .toList();
    }

    private static MethodSpec.Builder method(String name) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED)
                .addParameter(RuntimeTypes.part());
    }

    // @Override
    // protected void predictPart(Part part) {
    //     int steps = lengths.of(part.batch);
    //     predictGru1(givenX, part, steps);
    //     predictFc1(part, givenInto);
    // }
    private MethodSpec part(String name, String steps, Direction direction) {
        MethodSpec.Builder method = method(name);
        if (uses(direction, Symbol.STEPS)) {
            method.addStatement("int $L = $L", Symbol.STEPS, steps);
        }
        for (String suffix : call.sequences().suffixes()) {
            if (!suffix.isEmpty() && uses(direction, CallPlan.Sequences.size(Symbol.STEPS, suffix))) {
                method.addStatement(
                        "int $L = lengths$L.length()", CallPlan.Sequences.size(Symbol.STEPS, suffix), suffix);
            }
            if (uses(direction, CallPlan.Sequences.size(Symbol.ALL_STEPS, suffix))) {
                method.addStatement(
                        "int $L = lengths$L.total(part.batch)",
                        CallPlan.Sequences.size(Symbol.ALL_STEPS, suffix),
                        suffix);
            }
        }
        if (uses(direction, Symbol.WHOLE_STEPS)) {
            method.addStatement("int $1L = $1L(lengths.total(part.batch))", Symbol.WHOLE_STEPS);
        }
        if (direction.block() > 0) {
            method.beginControlFlow("while (part.nextBlock($L))", direction.block());
        }
        if (direction.sections().isEmpty()) {
            method.addCode(LayerMethodWriter.calls(direction.calls()));
        } else {
            String arguments =
                    arguments(direction).stream().map(ParameterSpec::name).collect(Collectors.joining(", "));
            direction.sections().forEach(section -> method.addStatement("$L($L)", section.name(), arguments));
        }
        if (direction.block() > 0) {
            method.endControlFlow();
        }
        return method.build();
    }

    // Where there are too many calls for one method:
    //
    // private void predictPart_2(Part part, int steps) {
    //     predictGru1(givenX, part, steps);
    //     …
    // }
    private List<MethodSpec> sections(Direction direction) {
        return direction.sections().stream()
                .map(section -> MethodSpec.methodBuilder(section.name())
                        .addModifiers(Modifier.PRIVATE)
                        .addParameters(arguments(direction))
                        .addCode(LayerMethodWriter.calls(section.calls()))
                        .build())
                .toList();
    }

    private List<ParameterSpec> arguments(Direction direction) {
        List<ParameterSpec> arguments = new ArrayList<>(List.of(RuntimeTypes.part()));
        call.sequences().sizes().stream()
                .filter(size -> uses(direction, size))
                .forEach(size -> arguments.add(RuntimeTypes.argument(TypeName.INT, size.name())));
        return arguments;
    }

    private static boolean uses(Direction direction, Symbol size) {
        return direction.calls().stream().anyMatch(call -> call.argumentNames().contains(size.name()));
    }

    // givenX = x;
    // givenInto = into;
    // run(PREDICT, batch, 235146, 0);
    // givenX = null;
    // givenInto = null;
    CodeBlock run(String which, Direction direction) {
        Set<String> given = given(direction);
        CodeBlock.Builder code = CodeBlock.builder();
        given.forEach(name -> code.addStatement("$L = $L", CallPlan.givenField(name), name));
        code.addStatement("run($L, batch, $L)", which, work(direction));
        given.forEach(name -> code.addStatement("$L = null", CallPlan.givenField(name)));
        return code.build();
    }

    /** The caller's arrays that a direction reads or writes. */
    Set<String> given(Direction direction) {
        Set<String> given = new LinkedHashSet<>();
        direction
                .calls()
                .forEach(call -> call.method().arguments().stream()
                        .filter(CallPlan::isGiven)
                        .forEach(argument -> given.add(argument.name())));
        return given;
    }

    /** The estimated work of a direction: for each sample, and once. */
    CodeBlock work(Direction direction) {
        return CodeBlock.of(
                "$L, $L", perSample(direction.work()), direction.work().once());
    }

    private String perSample(Workload work) {
        if (call.sequences().hasLength()) {
            return literal(work.perSample() / call.sequences().steps()) + " * steps";
        }
        return literal(work.perSample());
    }

    private static String literal(long number) {
        return number + (number > Integer.MAX_VALUE / 1000 ? "L" : "");
    }
}
