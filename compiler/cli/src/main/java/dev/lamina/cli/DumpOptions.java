package dev.lamina.cli;

import dev.lamina.compiler.CompiledModel;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What to print of the compiler's work on the way. */
final class DumpOptions {

    @Option(names = "--explain", description = "Print each fusion, applied or refused and why, and the memory plan.")
    private boolean explain;

    @Option(
            names = "--dump",
            paramLabel = "STAGE",
            split = ",",
            description = "Print the model as it is after a stage: graph, loops, java.")
    private List<String> stages = new ArrayList<>();

    @Option(
            names = "--dump-after",
            paramLabel = "PASS",
            split = ",",
            description = "Print the graph as it is after a pass.")
    private List<String> passes = new ArrayList<>();

    boolean wanted() {
        return explain || !stages.isEmpty() || !passes.isEmpty();
    }

    /** What is wrong with the names of stages or passes; empty when nothing is. */
    Optional<String> problem(CompiledModel model) {
        return unknown("--dump", stages, stages(model).keySet())
                .or(() -> unknown("--dump-after", passes, model.dumps().keySet()));
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
                print(name, stage, stages(model).getOrDefault(stage, () -> "").get(), out));
        passes.forEach(pass -> print(name, "after " + pass, model.dumps().getOrDefault(pass, ""), out));
    }

    private static void print(String model, String what, String text, PrintStream out) {
        out.println("# " + model + ": " + what);
        out.println(text.stripTrailing());
        out.println();
    }

    /** How to get the text of each stage; the graph is the one after the last pass. */
    private static Map<String, Supplier<String>> stages(CompiledModel model) {
        Map<String, Supplier<String>> stages = new LinkedHashMap<>();
        stages.put("graph", () -> model.dumps().values().stream().reduce("", (before, after) -> after));
        stages.put("loops", model::loops);
        stages.put("java", model::javaSource);
        return stages;
    }
}
