package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself: help, usage errors and exit codes. */
class MainTest {

    private static final List<String> VERBS = List.of(
            "check",
            "summary",
            "explain",
            "compile",
            "train",
            "eval",
            "predict",
            "run",
            "gradcheck",
            "bench",
            "diff",
            "weights");

    @Test
    void listsItsVerbs() {
        Command help = Command.run("--help");
        assertEquals(0, help.exit());
        for (String verb : VERBS) {
            assertTrue(help.out().contains("\n  " + verb), verb);
        }
    }

    @Test
    void givesAnExampleForEveryVerb() {
        for (String verb : VERBS) {
            Command help = Command.run(verb, "--help");
            assertEquals(0, help.exit());
            assertTrue(help.out().contains("\n  lamina " + verb), help::out);
        }
    }

    @Test
    void helpsWithAVerbInEitherWord() {
        Command help = Command.run("help", "train");
        assertEquals(0, help.exit());
        assertEquals(Command.run("train", "--help").out(), help.out());
    }

    @Test
    void showsItsHelpWithoutAVerb() {
        Command none = Command.run();
        assertEquals(0, none.exit());
        assertEquals(Command.run("--help").out(), none.out());
    }

    @Test
    void theScriptForShellsCompletesFilesWordsAndCodes() {
        String script = Command.run("completion").out();
        assertTrue(script.contains("=(\"scalar\" \"vector\" \"both\")"), "targets in lower case");
        assertFalse(script.contains("+o default"), "files are completed where there is no word");
        assertTrue(script.contains("$'E0101\\nE0102"), "codes");
        assertEquals(script, Command.run("generate-completion").out());
    }

    @Test
    void theShellOfTheScriptMayBeNamed() {
        String bash = Command.run("completion").out();
        assertEquals(bash, Command.run("completion", "bash").out());
        assertEquals(bash, Command.run("completion", "zsh").out());
        String fish = Command.run("completion", "fish").out();
        String train = "complete -c lamina -n '__fish_seen_subcommand_from train' ";
        assertTrue(fish.contains("complete -c lamina -n __fish_use_subcommand -f -a train -d "), fish);
        assertTrue(fish.contains(train + "-l data -r -d "), "a file behind it");
        assertTrue(fish.contains(train + "-l target -x -a 'vector scalar' "), "words in lower case");
        assertTrue(fish.contains("-f -a 'E0101 E0102 "), "codes");
        assertTrue(fish.contains(" -d 'Print Java\\'s stack trace of an error'"), "a quote in a description");
        Command other = Command.run("completion", "tcsh");
        assertEquals(2, other.exit());
        assertTrue(other.err().contains("\"tcsh\" is none of bash, zsh, fish"), other::err);
    }

    @Test
    void aCodeMayBeWrittenShort() {
        String page = Command.run("explain", "E0301").out();
        assertTrue(page.startsWith("E0301: "), page);
        assertEquals(page, Command.run("explain", "e301").out());
        assertEquals(page, Command.run("explain", "301").out());
    }

    @Test
    void aWordOfAnotherFrameworkIsExplainedByOurs() {
        assertTrue(Command.run("explain", "Dense").err().contains("here it is called `fc`"));
        assertTrue(Command.run("explain", "lr").err().contains("`rate` is an argument of sgd, adam"));
        assertTrue(Command.run("explain", "batch_size").err().contains("`batch` is that setting of the train block"));
        assertTrue(Command.run("explain", "shuffle").err().contains("samples are shuffled in every epoch"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chekc x.lamina",
                "check",
                "compile x.lamina",
                "compile x.lamina -o out --package a.class",
                "compile x.lamina -o out --target gpu",
                "compile x.lamina -o out --classes classes",
                "compile x.lamina --classes classes --target both --explain",
                "train x.lamina",
                "train x.lamina --data x.csv --epochs 0",
                "train x.lamina --data x.csv --scale -1",
                "train x.lamina --data x.csv --test-fraction 1",
                "train x.lamina --data x.csv --rate NaN",
                "run x.lamina",
                "run x.lamina --in x --out y --steps 0",
                "run x.lamina --in x --out y --steps 1 --grad",
                "explain E9999",
                "weights convert x",
                "check x.lamina --color sometimes"
            })
    void exitsWithTwoWhenTheCommandLineIsWrong(String line) {
        Command command = Command.run((Object[]) line.split(" "));
        assertEquals(2, command.exit(), command::err);
        assertEquals("", command.out());
        assertTrue(command.err().startsWith("error: "), command::err);
        assertTrue(command.err().contains("\nusage: lamina"), command::err);
        assertFalse(command.err().contains("\tat "), command::err);
    }

    @Test
    void suggestsTheVerbThatWasMeant() {
        String wrong = Command.run("chekc", "x.lamina").err();
        assertTrue(wrong.startsWith("error: there is no verb chekc\ndid you mean `check`?\n"), wrong);
    }

    @Test
    void completesItsVerbsInAShell() {
        Command script = Command.run("generate-completion");
        assertEquals(0, script.exit());
        assertTrue(script.out().contains("complete -F"), script::out);
    }
}
