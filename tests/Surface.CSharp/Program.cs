using MiniDnn.Surface;
using MiniDnn.Surface.OpenLayers;

// Lines that newcomers write: they must compile, and say what they mean. Ends with the number of lines that were checked.
var says = new Says();
MatrixLines.Run(says);
ViewLiteralLines.Run(says);
DecompositionLines.Run(says);
DataLines.Run(says);
RegressionLines.Run(says);
DescentLines.Run(says);
NetworkLines.Run(says);
TrainingLines.Run(says);
SavingLines.Run(says);
LayerLines.Run(says);
return says.End();
