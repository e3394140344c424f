namespace Agentry.Tests;

/// <summary>Blocks texts with a word.</summary>
internal sealed class WordGuardrail(string word, GuardrailVerdict verdict = GuardrailVerdict.Block) : IGuardrail
{
    public string Name => "word";

    public GuardrailSurfaces Surfaces => GuardrailSurfaces.All;

    public ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken)
    {
        int at = context.Text.IndexOf(word, StringComparison.Ordinal);
        if (at < 0)
            return new(GuardrailResult.Allow);
        var finding = new GuardrailFinding { Category = "word", Rule = "listed", Severity = GuardrailSeverity.Medium, Start = at, Length = word.Length };
        return new(verdict switch
        {
            GuardrailVerdict.Rewrite => GuardrailResult.Rewrite(context.Text.Replace(word, "***", StringComparison.Ordinal), finding),
            GuardrailVerdict.RequireApproval => GuardrailResult.RequireApproval(finding),
            GuardrailVerdict.Allow => GuardrailResult.Report(finding),
            _ => GuardrailResult.Block(finding),
        });
    }
}

/// <summary>Throws at texts with a word.</summary>
internal sealed class ThrowingGuardrail(string word) : IGuardrail
{
    public string Name => "throwing";

    public GuardrailSurfaces Surfaces => GuardrailSurfaces.All;

    public ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken) =>
        context.Text.Contains(word, StringComparison.Ordinal) ? throw new InvalidOperationException("broken") : new(GuardrailResult.Allow);
}

/// <summary>Answers when it is told to, and remembers what it saw.</summary>
internal sealed class WaitingGuardrail(string name, Func<string, GuardrailResult>? answer = null) : IGuardrail
{
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Seen { get; } = [];

    public string Name => name;

    public GuardrailSurfaces Surfaces => GuardrailSurfaces.UserInput;

    public async ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken)
    {
        lock (Seen)
            Seen.Add(context.Text);
        Started.TrySetResult();
        await Release.Task;
        return answer?.Invoke(context.Text) ?? GuardrailResult.Allow;
    }
}
