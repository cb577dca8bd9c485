package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Owner;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/** Prints a program as one method for each layer and direction, and the calls of these methods in order. */
final class StepWriter {
    private final ClassPlan plan;
    private final Program program;
    private final boolean statesGiven;
    private final LaunchWriter launches;
    private final Set<String> taken;
    private final Set<String> fields;
    private final List<MethodSpec> methods = new ArrayList<>();
    private final List<StepMethod> steps = new ArrayList<>();

    /**
     * @param statesGiven whether a call says where states are read and written, and how long samples are; if not, the class's own
     *     arrays do
     * @param taken names of methods that the class has already; those added here are added to it
     * @param fields names of its fields, which no variable takes
     */
    StepWriter(ClassPlan plan, Program program, boolean statesGiven, Set<String> taken, Set<String> fields) {
        this.plan = plan;
        this.program = program;
        this.statesGiven = statesGiven;
        this.launches = new LaunchWriter(plan, program, statesGiven ? "ofSamples" : "lengths.ofSamples()");
        this.taken = taken;
        this.fields = fields;
    }

    /** The calls that run a phase; {@code prefix} begins the methods' names. */
    CodeBlock phase(Phase phase, String prefix) {
        CodeBlock.Builder calls = CodeBlock.builder();
        steps(phase).forEach(step -> calls.addStatement(step(step, prefix)));
        return calls.build();
    }

    /** The kernels of a phase that is too short for methods of its own. */
    CodeBlock inline(Phase phase) {
        List<Launch> all = program.launches().stream()
                .filter(launch -> launch.node().phase() == phase)
                .toList();
        return launches.calls(all, variables(outside(all)));
    }

    /** Whether some kernel of a phase is given this of a call. */
    boolean uses(Symbol callSize, Phase phase) {
        return program.launches().stream()
                .filter(launch -> launch.node().phase() == phase)
                .anyMatch(launch -> launch.kernel().callSizes().contains(callSize));
    }

    List<MethodSpec> methods() {
        return methods;
    }

    /** What the methods are, in the order of their calls. */
    List<StepMethod> stepMethods() {
        return steps;
    }

    /** Neighbours with one owner are a step; kernels stay in their order, on which the plan of the memory rests. */
    private List<List<Launch>> steps(Phase phase) {
        List<List<Launch>> steps = new ArrayList<>();
        Optional<Owner> last = Optional.empty();
        for (Launch launch : program.launches()) {
            if (launch.node().phase() == phase) {
                Owner owner = launch.node().owner();
                if (!last.equals(Optional.of(owner))) {
                    steps.add(new ArrayList<>());
                    last = Optional.of(owner);
                }
                steps.get(steps.size() - 1).add(launch);
            }
        }
        return steps;
    }

    private CodeBlock step(List<Launch> step, String prefix) {
        Owner owner = step.get(0).node().owner();
        String label = owner.label();
        String name = unique(prefix + Character.toUpperCase(label.charAt(0)) + label.substring(1));
        Set<String> outside = outside(step);
        MethodSpec.Builder method = MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE);
        Comments.of(step).forEach(line -> method.addJavadoc("$L\n", line));
        outside.forEach(array ->
                method.addParameter(array.equals(plan.inputName()) ? Members.input(plan) : Members.floats(array)));
        List<String> arguments = new ArrayList<>(outside);
        if (statesGiven && step.stream().anyMatch(launch -> launch.kernel().asksForLengths())) {
            method.addParameter(Members.INTS, "ofSamples");
            arguments.add("ofSamples");
        }
        for (Symbol symbol : callSizes(step)) {
            method.addParameter(TypeName.INT, symbol.name());
            arguments.add(symbol.name());
        }
        method.addCode(launches.calls(step, variables(arguments)));
        methods.add(method.build());
        steps.add(new StepMethod(name, program.graph(), step, arguments));
        return CodeBlock.of("$L($L)", name, String.join(", ", arguments));
    }

    /** The names that mean something in a method with these arguments. */
    private Set<String> variables(Collection<String> arguments) {
        Set<String> names = new HashSet<>(fields);
        names.addAll(arguments);
        Symbol.CALL_SIZES.forEach(symbol -> names.add(symbol.name()));
        return names;
    }

    /** How many samples there are, and what else of a call the kernels of a step are given. */
    private static List<Symbol> callSizes(List<Launch> step) {
        Set<Symbol> used = new HashSet<>(Set.of(Symbol.BATCH));
        step.forEach(launch -> used.addAll(launch.kernel().callSizes()));
        return Symbol.CALL_SIZES.stream().filter(used::contains).toList();
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }

    /** The callers' arrays that a step touches. */
    private Set<String> outside(List<Launch> step) {
        Set<String> names = new TreeSet<>();
        for (Launch launch : step) {
            for (Value value : launch.values()) {
                program.graph().binding(value).map(this::name).ifPresent(names::add);
            }
        }
        names.remove("");
        return names;
    }

    private String name(Binding binding) {
        return switch (binding.kind()) {
            case INPUT -> plan.inputName();
            case OUTPUT_GRADIENT -> "outputGradient";
            case RESULT -> "into";
            case INITIAL_STATE -> statesGiven ? "initialState" : "";
            case FINAL_STATE -> statesGiven ? "finalState" : "";
            default -> "";
        };
    }
}
