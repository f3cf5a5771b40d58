"""Ways to make a base trainable. A new method is a package here and a line in registry.py.

Every package has a `config.py`, the `method` object of run.json with its usual learning rates (`preference_rate` is that of DPO
and KTO: 5e-6 is what LLaMA-Factory's DPO recipe takes, a twentieth of our rate for SFT where the base stays as it is), and a
`method.py` with
    FILES                              the files that its result consists of, the weights first
    attach(model, config, setting)     make a frozen base trainable
    save(trainable, masters, folder)   write a result, and beside it whatever only a resumed run needs
    load(folder, config)               the float32 masters of a saved checkpoint
    wrap_saved(model, folder)          a base with a saved result, for reading
    write_gguf(result, base, folder)   what llama.cpp loads, and of which kind; None where it has no such thing
"""
