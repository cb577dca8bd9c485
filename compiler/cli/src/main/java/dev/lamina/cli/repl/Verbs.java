package dev.lamina.cli.repl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a session needs of the command that it is part of. */
public interface Verbs {

    /** Runs a command line whose standard input is the text of a model. */
    Response run(String model, List<String> arguments);

    /** Runs the model of a text once, with random data. */
    Response tryOut(String model);

    /** Writes a file, or leaves it as it was. */
    void save(Path file, String text) throws IOException;
}
