"""Weekly scheduling sheets (调度单): facts in, sentences out."""
