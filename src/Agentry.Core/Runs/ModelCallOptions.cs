using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// Carries the call's context down the pipeline. A subclass and not an additional property, because providers may send those; and not an
/// async local, because values set inside an async iterator are lost at its next yield.
/// </summary>
internal sealed class ModelCallOptions : ChatOptions
{
    public ModelCallOptions(ChatOptions? options, ModelCallContext context)
        : base(options) => Context = context;

    private ModelCallOptions(ModelCallOptions other)
        : base(other) => Context = other.Context;

    public ModelCallContext Context { get; }

    public override ChatOptions Clone() => new ModelCallOptions(this);
}
