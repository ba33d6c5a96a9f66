// Text of your own: files and folders, relative to the working directory.
// Try it on this project's documents: ./cairn run examples/own-text.cairn.kts
data { text("README.md", "docs"); bytes(); holdOut(0.1); batch(8); context(64) }
model { gpt2 { layers(2); heads(4); width(64); dropout(0.1) } }
optimizer { adamW { lr(2e-3) }; linear { warmup(20) } }
checkpoints { saveEvery(1, MINUTES); keepBest(2); bestBy("eval_loss"); restoreBestAtEnd() }
evaluation { every(50); full() }
train(200)

println(generate("Cairn "))
