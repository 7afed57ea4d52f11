// The words that may be the secret: common English words of five letters, our own choice.
export const secrets: readonly string[] = (
  'about above actor adult after again agree ahead alarm album alive allow alone amber angel anger angle apple april arena ' +
  'argue arrow aside award bacon badge baker basic beach beard beast begin bench berry birth black blade blank blind block ' +
  'blood board bonus brain brand brave bread brick bride brief bring broad broke brown brush build cabin cable candy cargo ' +
  'carry catch cause chain chair chalk charm chase cheap cheek chess chest chief child civil claim class clean clear clerk ' +
  'clock cloth cloud coach coast color coral count court cover craft crane crash cream crime cross crowd crown curve cycle ' +
  'daily dance depth dirty doubt dozen draft drama dream dress drift drink drive eager early earth eight elbow empty enemy ' +
  'enjoy enter equal error event every exact extra faith fancy fault feast fence field fifty fight final first flame flash ' +
  'fleet floor flour fluid focus force forty frame fresh front frost fruit giant glass globe glove grace grade grain grand ' +
  'grape grass great green greet group guard guess guest guide habit happy heart heavy hello honey horse hotel house human ' +
  'humor ideal image index inner issue ivory jelly joint judge juice knife knock known label labor large laser later laugh ' +
  'layer learn lemon level light limit liver local lodge loose lucky lunch magic major maple march match mayor medal metal ' +
  'might minor model money month moral motor mount mouse mouth movie music naval nerve never night noble noise north novel ' +
  'nurse ocean offer olive onion orbit order other outer owner paint panel paper party pasta patch pause peace pearl phone ' +
  'photo piano pilot pitch place plain plane plant plate point polar pound power press price pride prime print prize proof ' +
  'proud pupil queen quick quiet quite radio ranch range rapid ready reign relax reply rider ridge right river robot rough ' +
  'round route royal rural salad sauce scale scene scope score seven shade shake shape share sharp sheep sheet shelf shell ' +
  'shift shine shirt shock shore short shout sight skill skirt sleep slice slide small smart smile smoke snake solar solid ' +
  'sound south space spare speak speed spend spice sport squad stage stair stamp stand start state steam steel steep stick ' +
  'still stock stone store storm story stove straw style sugar sunny super sweet swing sword table taste teach thank theme ' +
  'thick thing think third thumb tiger tight title toast today tooth topic torch total touch tower track trade trail train ' +
  'treat trend trial tribe trick truck trust truth tulip uncle under union unity upper urban usual valid value video visit ' +
  'vital vivid voice wagon waste watch water whale wheat wheel white whole woman world worry worth wound wrist write yacht ' +
  'young youth zebra'
).split(' ')
