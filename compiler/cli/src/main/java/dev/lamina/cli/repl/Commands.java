package dev.lamina.cli.repl;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers the lines that begin with a colon. */
final class Commands {
    static final List<String> NAMES = List.of(
            "bench", "grad", "help", "java", "list", "load", "new", "quit", "run", "save", "set", "summary", "undo",
            "why");

    private static final Pattern SETTING = Pattern.compile("([A-Za-z_]\\w*)\\s*=\\s*(\\S+)");

    private static final String HELP = """
            A line of a model is added to what is there, and answered with what it gives:
              input image: image[1, 28, 28]       begin; again: with another input
              conv(6, kernel = 5, padding = 2)    any layer; loss and train too
              residual { ... }  repeat 3 { ... }  bodies, over as many lines as they need
              block Basic(filters) { ... }        a block; then Basic(16) is a layer
            Questions: which arguments, or which layers, give a shape?
              ? maxpool image[64, 112, 112] -> image[64, 56, 56]
              ? conv -> image[16, 12, 12]         from where the model is now
              ? -> vector[400]                    with any layer
              Within an open body or block, ? and :why ask about this place, and :undo takes its last line back.
            Commands:
              :why [LAYER]       where the numbers of a layer come from; of the last one; of stage1.0.conv1
              :undo [N]          take the last line back, or the last N; a block or a body as a whole
              :list              the model so far
              :summary           all layers, memory, and what is suspicious
              :set classes=10    set a parameter of the model
              :load F [MODEL]    take a model from a file
              :save F            write the model to a file
              :java [LAYER]      the Java generated for a layer
              :grad LAYER        its formulas, and the Java of its gradient
              :run               run the model once with random data
              :bench             measure how fast it is
              :new               begin another model
              :quit              leave
            """;

    private final Session session;
    private final Verbs verbs;

    Commands(Session session, Verbs verbs) {
        this.session = session;
        this.verbs = verbs;
    }

    Response respond(String line) {
        int space = line.indexOf(' ');
        String command = space < 0 ? line : line.substring(0, space);
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        return switch (command) {
            case "help", "h", "?" -> Response.of(HELP);
            case "quit", "exit", "q" -> new Response("", "", false, true);
            case "why" -> why(argument);
            case "undo" -> undo(argument);
            case "list" -> Response.of(session.draft().text());
            case "new" -> session.startAgain();
            case "summary" -> verb("check", "-");
            case "bench" -> verb("bench", "-", "--seconds", "0.5");
            case "run" ->
                session.rows().isEmpty()
                        ? noLayer("")
                        : verbs.tryOut(session.draft().text());
            case "set" -> set(argument);
            case "load" -> load(argument);
            case "save" -> save(argument);
            case "java" -> java(argument);
            case "grad" -> grad(argument);
            default -> unknown(command);
        };
    }

    private static Response unknown(String command) {
        String near = NearestName.of(command, NAMES)
                .map(name -> "; did you mean :" + name + "?")
                .orElse("; :help lists them");
        return Response.failure("error: there is no command :" + command + near + "\n");
    }

    private Response verb(String... arguments) {
        return session.rows().isEmpty()
                ? noLayer("")
                : verbs.run(session.draft().text(), List.of(arguments));
    }

    private Optional<Summary.Row> layer(String label) {
        List<Summary.Row> rows = session.rows();
        return label.isEmpty() && !rows.isEmpty() ? Optional.of(rows.get(rows.size() - 1)) : session.row(label);
    }

    /** Explains a layer, or the layers in what a path leads to: a body, or the call of a block. */
    private Response why(String label) {
        Optional<Summary.Row> row = layer(label);
        if (row.isPresent()) {
            return Response.of(RowText.why(row.get()));
        }
        List<Summary.Row> inside = session.rows().stream()
                .filter(each -> each.label().startsWith(label + "."))
                .toList();
        return label.isEmpty() || inside.isEmpty()
                ? noLayer(label)
                : Response.of(inside.stream().map(RowText::why).collect(Collectors.joining("\n")));
    }

    private Response noLayer(String label) {
        List<String> labels = session.rows().stream().map(Summary.Row::label).toList();
        String there = labels.isEmpty()
                ? "there is no layer yet"
                : "there is no layer " + label + ", but " + String.join(", ", labels);
        return Response.failure("error: " + there + "\n");
    }

    private Response undo(String argument) {
        if (!argument.isEmpty() && !argument.matches("[1-9]\\d{0,5}")) {
            return Response.failure("error: :undo takes back a number of lines, as in :undo 3\n");
        }
        return session.undo(argument.isEmpty() ? 1 : Integer.parseInt(argument));
    }

    private Response set(String argument) {
        Matcher setting = SETTING.matcher(argument);
        if (!setting.matches()) {
            return Response.failure("error: a setting looks like :set classes=10\n");
        }
        Set<String> known = session.draft().parameters().keySet();
        if (!known.contains(setting.group(1)) && !session.draft().steps().isEmpty()) {
            return unknownParameter(setting.group(1), known);
        }
        Draft next = session.draft().withParameter(setting.group(1), setting.group(2));
        boolean growing = next.inputs().isEmpty();
        return growing ? session.keep(next) : session.change(next, () -> session.text(session.rows()));
    }

    /** The layers there are read no such parameter, so setting it would change nothing. */
    private static Response unknownParameter(String name, Set<String> known) {
        String near = NearestName.of(name, known)
                .map(each -> "; did you mean " + each + "?")
                .orElseGet(() -> known.isEmpty()
                        ? "; a parameter is set before the first layer, which may then read it"
                        : "; it has " + String.join(", ", known));
        return Response.failure("error: the model has no parameter " + name + near + "\n");
    }

    private Response load(String argument) {
        String[] words = argument.split("\\s+", 2);
        if (words[0].isEmpty()) {
            return Response.failure("error: name a file, as in :load lenet.lamina\n");
        }
        Diagnostics log = new Diagnostics();
        try {
            Optional<SourceFile> source = SourceFile.read(Path.of(words[0]), log);
            return source.map(file -> session.load(file, words.length > 1 ? Optional.of(words[1]) : Optional.empty()))
                    .orElseGet(() -> Response.failure(DiagnosticPrinter.plain().print(log)));
        } catch (InvalidPathException notAPath) {
            return Response.failure("error: " + words[0] + " cannot be the name of a file\n");
        }
    }

    private Response save(String argument) {
        if (argument.isEmpty()) {
            return Response.failure("error: name a file, as in :save lenet.lamina\n");
        }
        try {
            verbs.save(Path.of(argument), session.draft().text());
            return Response.of("  saved to " + argument + "\n");
        } catch (IOException | RuntimeException problem) {
            return Response.failure("error: cannot write " + argument + ": " + problem.getMessage() + "\n");
        }
    }

    private Response java(String label) {
        if (session.rows().isEmpty() || !label.isEmpty() && session.row(label).isEmpty()) {
            return noLayer(label);
        }
        CompiledModel model = compiled();
        return Response.of(
                label.isEmpty()
                        ? model.javaSource()
                        : JavaMembers.of(model).text(label, "predict", "forward", "backward"));
    }

    private Response grad(String label) {
        Optional<Summary.Row> row = layer(label);
        if (row.isEmpty()) {
            return noLayer(label);
        }
        String formulas = String.join("\n  ", row.get().formulas());
        return Response.of("  " + formulas + "\n\n"
                + JavaMembers.of(compiled()).text(row.get().label(), "backward"));
    }

    private CompiledModel compiled() {
        Result<CompiledModel> compilation =
                LaminaCompiler.compile(session.draft().source(), Options.defaults());
        return compilation.models().get(0);
    }
}
