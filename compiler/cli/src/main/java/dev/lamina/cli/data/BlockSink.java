package dev.lamina.cli.data;

import java.io.IOException;
import java.util.List;

/** Receives rows to predict in blocks. */
public interface BlockSink {

    /** Called once, before all blocks, with the names of the values that are copied to the output. */
    void begin(List<String> kept) throws IOException;

    /**
     * Receives a block.
     *
     * @param waiting whether the next rows have not arrived yet, so that the results of these should be written now
     */
    void accept(InputBlock rows, boolean waiting) throws IOException;
}
