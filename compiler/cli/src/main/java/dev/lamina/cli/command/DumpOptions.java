package dev.lamina.cli.command;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Target;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Options that print what the compiler decides, and the model between its stages. */
final class DumpOptions {

    @Option(names = "--explain", description = "Print each fusion, applied or refused and why, and the memory plan.")
    private boolean explain;

    @Option(
            names = "--dump",
            paramLabel = "STAGE",
            split = ",",
            completionCandidates = StageNames.class,
            description = "Print the model as it is after a stage: graph, loops, java.")
    private List<String> stages = new ArrayList<>();

    @Option(
            names = "--dump-after",
            paramLabel = "STEP",
            split = ",",
            completionCandidates = StepNames.class,
            description = "Print the graph as it is after a pass, or the kernels after a step of their schedule.")
    private List<String> steps = new ArrayList<>();

    /** The values of {@code --dump}, for completion. */
    static final class StageNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return STAGES.keySet().iterator();
        }
    }

    /** The values of {@code --dump-after}, for completion: the passes, and the schedule steps of all targets. */
    static final class StepNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Target.values())
                    .flatMap(target -> target.stages().stream())
                    .distinct()
                    .iterator();
        }
    }

    /** How to get the text of each stage; the graph is the one after the last pass. */
    private static final Map<String, Function<CompiledModel, String>> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put("graph", model -> model.dumps().values().stream().reduce("", (before, after) -> after));
        STAGES.put("loops", CompiledModel::loops);
        STAGES.put("java", CompiledModel::javaSource);
    }

    boolean wanted() {
        return explain || !stages.isEmpty() || !steps.isEmpty();
    }

    /** The error in the names of stages or steps, if there is one. */
    Optional<String> problem(CompiledModel model) {
        Set<String> known = new LinkedHashSet<>(model.dumps().keySet());
        known.addAll(model.scheduleSteps());
        return unknown("--dump", stages, STAGES.keySet()).or(() -> unknown("--dump-after", steps, known));
    }

    private static Optional<String> unknown(String option, List<String> wanted, Set<String> known) {
        return wanted.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> option + ": there is no \"" + name + "\"; there is " + String.join(", ", known));
    }

    void print(CompiledModel model, PrintStream out) {
        String name = model.summary().model();
        if (explain) {
            print(name, "decisions", String.join("\n", model.explanation()), out);
        }
        stages.forEach(stage ->
                print(name, stage, STAGES.getOrDefault(stage, other -> "").apply(model), out));
        steps.forEach(step -> print(name, "after " + step, after(model, step), out));
    }

    private static String after(CompiledModel model, String step) {
        String graphs = model.dumps().get(step);
        return graphs == null ? model.loopsAfter(step) : graphs;
    }

    private static void print(String model, String what, String text, PrintStream out) {
        out.println("# " + model + ": " + what);
        out.println(text.stripTrailing());
        out.println();
    }
}
