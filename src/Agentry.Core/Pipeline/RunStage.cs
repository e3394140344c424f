namespace Agentry;

/// <summary>The stages around a run, outermost first. The members are the order.</summary>
public enum RunStage
{
    /// <summary>May the run start at all?</summary>
    Admission,

    /// <summary>Spans, metrics, logs of the run.</summary>
    Observe,

    /// <summary>Checks of what the user sent.</summary>
    InputGuardrail,

    /// <summary>Checks of the whole final answer. While a layer is here, streamed text is held back until it has let the answer pass.</summary>
    OutputGuardrail,

    /// <summary>Does the answer have the shape that was asked for? Innermost: it sees the loop's answer first, before the output guardrails.</summary>
    AnswerContract,
}
