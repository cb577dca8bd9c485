package dev.lamina.cli.data;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads rows to predict from a tensor or an IDX file, which is in memory as a whole. */
final class LoadedInputs {

    private final InputRequest request;
    private final BlockSink sink;

    LoadedInputs(InputRequest request, BlockSink sink) {
        this.request = request;
        this.sink = sink;
    }

    void readSafetensors(InputStream bytes) throws IOException {
        try {
            handOn(SafetensorsSamples.inputs(request.file(), Safetensors.read(bytes), request.expected()));
        } catch (WeightsException wrong) {
            throw new DataException(request.file(), String.join("; ", wrong.problems()));
        }
    }

    void readIdx(InputStream bytes) throws IOException {
        handOn(IdxSamples.inputs(request.file(), bytes, request.expected()));
    }

    private void handOn(Samples rows) throws IOException {
        if (!request.keep().isEmpty()) {
            throw new DataException(request.file(), "it has no columns to keep");
        }
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
}
