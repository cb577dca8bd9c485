package dev.lamina.cli.repl;

import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Completes a line at the cursor with layers, arguments, values, labels, files or commands. */
final class Completions {
    private static final Pattern IN_CALL = Pattern.compile("(\\w+)\\s*\\(([^()]*(?:\\([^()]*\\)[^()]*)*)$");
    private static final Pattern VALUE = Pattern.compile("(\\w+)\\s*=\\s*\\w*$");
    private static final Pattern OF_LAYER = Pattern.compile(":(why|java|grad)\\s+[\\w.]*$");
    private static final Pattern OF_FILE = Pattern.compile(":(?:load|save)\\s+(\\S*)$");
    private static final Pattern IN_TRAIN = Pattern.compile("(?s)\\btrain\\s*\\{[^}]*$");

    /** Where the label of a layer stands in a train block. */
    private static final Pattern LABELS =
            Pattern.compile("(?s)\\btrain\\s*\\{[^}]*\\b(?:freeze|rate\\s*=[^}=]*\\bfor)\\s+(?:\\w+\\s*,\\s*)*\\w*$");

    /** Where the name of a value stands. */
    private static final Pattern NAMED = Pattern.compile("\\bfrom\\s+\\w*$|\\b(?:add|mul|concat)\\s*\\([^()]*$");

    private static final Pattern HEAD = Pattern.compile("(?s)\\bblock\\s+\\w+\\s*\\(([^{]*)\\)\\s*\\{");

    private Completions() {}

    /** All words that may stand at the cursor; the caller chooses those that begin with what was typed. */
    static List<String> of(String line, Session session) {
        String text = line.stripLeading();
        if (text.startsWith(":")) {
            return ofCommand(text, session.rows());
        }
        if (text.startsWith("?")) {
            return Keyword.layers().stream().map(Keyword::name).toList();
        }
        if (NAMED.matcher(text).find()) {
            return session.draft().values();
        }
        Matcher call = IN_CALL.matcher(text);
        if (call.find()) {
            return Keyword.find(call.group(1))
                    .map(keyword -> inCall(keyword, call.group(2)))
                    .orElseGet(() -> inBlockCall(session.draft(), call.group(1)));
        }
        if (text.matches("loss\\s+\\w*")) {
            return calls(Keyword.losses());
        }
        if (text.matches("(?s).*\\boptimizer\\s+\\w*")) {
            return calls(Keyword.optimizers());
        }
        if (text.matches("(?s).*\\bschedule\\s+\\w*")) {
            return calls(Keyword.schedules());
        }
        if (text.matches("(?s).*\\bclip\\s+\\w*")) {
            return List.of("norm = ", "value = ");
        }
        if (text.matches("(?s).*\\bstop\\s+\\w*")) {
            return List.of("patience = ");
        }
        if (LABELS.matcher(text).find()) {
            return session.rows().stream()
                    .map(row -> row.label().replaceFirst("\\..*", ""))
                    .distinct()
                    .toList();
        }
        if (IN_TRAIN.matcher(text).find()) {
            return Keyword.settings().stream().map(setting -> setting + " ").toList();
        }
        List<String> words = new ArrayList<>(calls(Keyword.layers()));
        session.draft().blocks().forEach(block -> words.add(block.name()));
        words.addAll(List.of("input ", "output ", "loss ", "train { ", "from ", "residual { ", "repeat ", "block "));
        if (text.contains("}")) {
            words.add("shortcut { ");
        }
        Keyword.inputs().forEach(input -> words.add(input + "["));
        return words;
    }

    /** The parameters in the head of a block. */
    private static List<String> inBlockCall(Draft draft, String name) {
        return draft.blocks().stream()
                .filter(block -> block.name().equals(name))
                .map(block -> HEAD.matcher(block.text()))
                .filter(Matcher::find)
                .flatMap(head -> Stream.of(head.group(1).split(",", -1)))
                .map(parameter -> parameter.replaceFirst("=.*", "").strip() + " = ")
                .toList();
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

    /** The folders and model files in the folder of a path. */
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

    /** The values of the argument at the cursor, or the names of the arguments that are not yet written. */
    private static List<String> inCall(Keyword keyword, String written) {
        Matcher value = VALUE.matcher(written);
        if (value.find()) {
            return keyword.arguments().stream()
                    .filter(argument -> argument.name().equals(value.group(1)))
                    .flatMap(argument -> argument.words().stream())
                    .toList();
        }
        List<String> before = List.of(written.split(",", -1));
        long nameless = before.subList(0, before.size() - 1).stream()
                .filter(each -> !each.contains("="))
                .count();
        return keyword.arguments().stream()
                .skip(nameless)
                .map(Keyword.Argument::name)
                .filter(name -> !written.matches("(?s).*\\b" + name + "\\s*=.*"))
                .map(name -> name + " = ")
                .toList();
    }

    /** The names, with a parenthesis where an argument is required. */
    private static List<String> calls(List<Keyword> keywords) {
        return keywords.stream()
                .map(keyword -> keyword.name()
                        + (keyword.arguments().stream().anyMatch(Keyword.Argument::isRequired) ? "(" : ""))
                .toList();
    }
}
