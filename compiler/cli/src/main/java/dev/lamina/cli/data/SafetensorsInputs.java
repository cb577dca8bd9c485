package dev.lamina.cli.data;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads rows to predict from a tensor, which is in memory as a whole. */
final class SafetensorsInputs {

    private final InputRequest request;
    private final BlockSink sink;

    SafetensorsInputs(InputRequest request, BlockSink sink) {
        this.request = request;
        this.sink = sink;
    }

    void read(InputStream bytes) throws IOException {
        if (!request.keep().isEmpty()) {
            throw new DataException(request.file(), "a tensor has no columns to keep");
        }
        Samples rows = samples(bytes);
        BlockFiller filler = new BlockFiller(request, sink, List.of());
        int width = request.expected().inputs();
        for (int i = 0; i < rows.count(); i++) {
            rows.copyInput(i, filler.block().inputs(), filler.block().count() * width);
            if (request.expected().steps() > 0
                    && rows.ownSteps(i) < request.expected().steps()) {
                filler.block().steps(rows.ownSteps(i));
            }
            filler.close();
        }
        filler.flush(true);
    }

    private Samples samples(InputStream bytes) {
        try {
            return SafetensorsSamples.inputs(request.file(), Safetensors.read(bytes), request.expected());
        } catch (WeightsException wrong) {
            throw new DataException(request.file(), String.join("; ", wrong.problems()));
        }
    }
}
