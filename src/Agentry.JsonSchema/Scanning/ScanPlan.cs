namespace Agentry.JsonSchema;

/// <summary>
/// One block as the scanner runs it: its checks stand by kind of value instead of in a list, other blocks are referred to directly, and what several
/// keywords ask of one object is one pass. It says whether a value matches and nothing more; words for what is wrong come from the block.
/// </summary>
internal sealed class ScanPlan(int block)
{
    /// <summary>The block it was made from.</summary>
    public int Block { get; } = block;

    public NodeKind Types { get; set; }

    /// <summary>Kinds of values for which the type is all that is asked.</summary>
    public NodeKind Free { get; set; }

    /// <summary>Sets that each have to hold the value.</summary>
    public ConstantSet[] Constants { get; set; } = [];

    public NumberPlan? Number { get; set; }

    public StringPlan? Text { get; set; }

    public ScanObject? Object { get; set; }

    public ScanArray? Array { get; set; }

    /// <summary>What could not be put into one of the above.</summary>
    public ScanRest[] Rest { get; set; } = [];
}
