package dev.lamina.cli.data;

import java.io.IOException;
import java.util.List;

/** Takes rows to predict, block by block. */
public interface BlockSink {

    /** Called once, before all blocks: the names of the values that each row keeps. */
    void begin(List<String> kept) throws IOException;

    /**
     * Takes rows.
     *
     * @param waiting whether there will be no others for a while, so that somebody may wait for what these give
     */
    void accept(InputBlock rows, boolean waiting) throws IOException;
}
