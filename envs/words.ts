// Common English words of three to eight letters, our own choice, for texts of generated tasks.
export const words: readonly string[] = (
  'able about above acid across actor after again agree air alarm album alive allow almost alone along amber among ' +
  'angle animal answer apple april apron arch arena argue arm army around arrow art ask author autumn awake away axis ' +
  'baby back badge bag baker ball band bank barn basket bath beach bean bear beat become before begin behind bell below ' +
  'belt bench berry best better bird black blank blue board boat body bone book border bottle bottom bowl branch brass ' +
  'brave bread brick bridge bright bring brother brown brush bucket build butter button cabin cable cake calm camera ' +
  'candle canvas carbon card carpet carry castle cattle cause cellar center chain chair chalk change charm chart cheap ' +
  'check cheese cherry chess chest chief child choice church circle city claim class clay clean clear clever climb clock ' +
  'close cloth cloud coach coast coat coffee coin cold color comb come common copper coral corn corner cotton count ' +
  'cover cow craft cream creek crew crop crowd crown cup curve dance danger dark date dawn deep deer degree desert desk ' +
  'dinner dish distant doctor door double down dozen draft draw dream dress drift drink drive drum dry duck dust eager ' +
  'eagle early earth east easy echo edge effort egg eight elbow engine enjoy enough enter equal evening every exact ' +
  'expert fabric face fact fair fall family famous farm fast father favor feast feather fence field fifty figure film ' +
  'final find finger finish fire first fish five flag flame flat fleet floor flour flower fly fog follow food forest ' +
  'forget fork form fort found fox frame free fresh friend frog front frost fruit full game garden garlic gate gentle ' +
  'giant gift giraffe give glad glass globe glove goat gold good grain grand grape grass gray great green grocer ground ' +
  'group grow guard guest guide guitar habit hair half hall hammer hand happy harbor hard harvest hat hawk hear heart ' +
  'heavy helmet herb hero hidden high hill hobby hold hollow home honey hook hope horn horse hotel hour house hungry'
).split(' ')
