package dev.lamina.cli.repl;

import dev.lamina.compiler.Summary;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What could come next, given a line up to the cursor: layers, arguments, their values, labels, files, commands. */
final class Completions {
    private static final Pattern IN_CALL = Pattern.compile("(\\w+)\\s*\\(([^()]*(?:\\([^()]*\\)[^()]*)*)$");
    private static final Pattern VALUE = Pattern.compile("(\\w+)\\s*=\\s*\\w*$");
    private static final Pattern OF_LAYER = Pattern.compile(":(why|java|grad)\\s+\\w*$");
    private static final Pattern OF_FILE = Pattern.compile(":(?:load|save)\\s+(\\S*)$");
    private static final Pattern IN_TRAIN = Pattern.compile("(?s)\\btrain\\s*\\{[^}]*$");

    private Completions() {}

    /** Words that may stand at the cursor; which of them begin as the user did is for others to find out. */
    static List<String> of(String line, List<Summary.Row> rows) {
        String text = line.stripLeading();
        if (text.startsWith(":")) {
            return ofCommand(text, rows);
        }
        if (text.startsWith("?")) {
            return Layers.ALL.stream().map(CallKind::keyword).toList();
        }
        Matcher call = IN_CALL.matcher(text);
        if (call.find()) {
            return all().filter(kind -> kind.keyword().equals(call.group(1)))
                    .findFirst()
                    .map(kind -> inCall(kind, call.group(2)))
                    .orElse(List.of());
        }
        if (text.matches("loss\\s+\\w*")) {
            return keywords(Layers.LOSSES);
        }
        if (text.matches("(?s).*\\boptimizer\\s+\\w*")) {
            return keywords(Layers.OPTIMIZERS);
        }
        if (IN_TRAIN.matcher(text).find()) {
            return List.of("optimizer ", "batch ", "epochs ", "seed ");
        }
        List<String> words = new ArrayList<>(keywords(Layers.ALL));
        words.addAll(List.of("input ", "loss ", "train { ", "image[", "vector[", "sequence[", "tokens["));
        return words;
    }

    private static List<String> ofCommand(String text, List<Summary.Row> rows) {
        if (OF_LAYER.matcher(text).find()) {
            return rows.stream().map(Summary.Row::label).toList();
        }
        Matcher file = OF_FILE.matcher(text);
        if (file.find()) {
            return files(file.group(1));
        }
        return text.contains(" ")
                ? List.of()
                : Commands.NAMES.stream().map(name -> ":" + name).toList();
    }

    /** The folders and model files that are where a path has got to. */
    private static List<String> files(String typed) {
        String folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        try (Stream<Path> there = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return there.filter(
                            path -> Files.isDirectory(path) || path.toString().endsWith(".lamina"))
                    .map(path -> folder + path.getFileName() + (Files.isDirectory(path) ? "/" : ""))
                    .filter(path -> !path.contains("/.") && !path.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | InvalidPathException nothingThere) {
            return List.of();
        }
    }

    /** The values of an argument, or the arguments that are not there yet. */
    private static List<String> inCall(CallKind<?> kind, String written) {
        Matcher value = VALUE.matcher(written);
        if (value.find()) {
            return kind.arguments().stream()
                    .filter(argument -> argument.name().equals(value.group(1)))
                    .flatMap(argument -> values(argument).stream())
                    .toList();
        }
        List<String> before = List.of(written.split(",", -1));
        long nameless = before.subList(0, before.size() - 1).stream()
                .filter(each -> !each.contains("="))
                .count();
        return kind.arguments().stream()
                .skip(nameless)
                .map(ArgumentKind::name)
                .filter(name -> !written.matches("(?s).*\\b" + name + "\\s*=.*"))
                .map(name -> name + " = ")
                .toList();
    }

    private static List<String> values(ArgumentKind argument) {
        return argument.type() == ArgumentKind.Type.FLAG ? List.of("true", "false") : argument.words();
    }

    private static Stream<CallKind<?>> all() {
        return Stream.of(Layers.ALL, Layers.LOSSES, Layers.OPTIMIZERS).flatMap(List::stream);
    }

    /** With a parenthesis where something must be given. */
    private static <T> List<String> keywords(List<CallKind<T>> kinds) {
        return kinds.stream()
                .map(kind -> kind.keyword()
                        + (kind.arguments().stream()
                                        .anyMatch(each -> each.preset().isEmpty())
                                ? "("
                                : ""))
                .toList();
    }
}
