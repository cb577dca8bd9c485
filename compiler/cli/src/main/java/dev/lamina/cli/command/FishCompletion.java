package dev.lamina.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script for fish: a line for each verb, option and word. Files are completed where no words are known. */
final class FishCompletion {
    private final StringBuilder script = new StringBuilder();
    private final String command;

    private FishCompletion(String command) {
        this.command = command;
    }

    /** @param explained the words that {@code explain} knows */
    static String of(CommandLine root, List<String> explained) {
        FishCompletion fish = new FishCompletion(root.getCommandName());
        fish.line("-e"); // forget what an older script said
        root.getCommandSpec().options().forEach(option -> fish.option("__fish_use_subcommand", option));
        for (Map.Entry<String, CommandLine> verb : root.getSubcommands().entrySet()) {
            CommandSpec spec = verb.getValue().getCommandSpec();
            fish.line("-n __fish_use_subcommand -f -a " + verb.getKey()
                    + description(spec.usageMessage().description()));
            String within = "'__fish_seen_subcommand_from " + verb.getKey() + "'";
            spec.options().forEach(option -> fish.option(within, option));
            spec.positionalParameters().forEach(parameter -> fish.positional(within, parameter));
        }
        String verbs = String.join(" ", root.getSubcommands().keySet());
        fish.line("-n '__fish_seen_subcommand_from explain' -f -a " + quoted(String.join(" ", explained)));
        fish.line("-n '__fish_seen_subcommand_from help' -f -a " + quoted(verbs));
        return fish.script.toString();
    }

    private void option(String condition, OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        String words = words(option);
        String value = option.arity().max() == 0 ? "" : words.isEmpty() ? " -r" : " -x -a " + quoted(words);
        line("-n " + condition + names + value + description(option.description()));
    }

    private void positional(String condition, PositionalParamSpec parameter) {
        String words = words(parameter);
        if (!words.isEmpty()) {
            line("-n " + condition + " -f -a " + quoted(words));
        }
    }

    private static String words(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return candidates == null
                ? ""
                : StreamSupport.stream(candidates.spliterator(), false)
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
    }

    /** The first sentence of a description, which has variables and marks of its own. */
    private static String description(String[] lines) {
        String text = lines.length == 0 ? "" : lines[0];
        String plain = Ansi.OFF.string(
                text.replaceAll("\\$\\{[^}]*}", "").replace("%%", "%").replace("%n", " "));
        String sentence = plain.replaceFirst("(?s)[:;.](?:\\s.*)?$", "").strip();
        return sentence.isEmpty() ? "" : " -d " + quoted(sentence);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void line(String rest) {
        script.append("complete -c ").append(command).append(' ').append(rest).append('\n');
    }
}
